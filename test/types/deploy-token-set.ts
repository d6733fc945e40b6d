// Compiled, never run: what a program may write of a `DeployTokenSet` and of `GroupTreeTokens`, and what it gets.
import * as pulumi from "@pulumi/pulumi";
import {
	DeployTokenSet,
	type DeployTokenSetArgs,
	type DeployTokenSetEntry,
	type GroupInfo,
	type GroupTreeGroup,
	type GroupTreeOverrides,
	type GroupTreeProject,
	type GroupTreeSelection,
	GroupTreeTokens,
	type GroupTreeTokensArgs,
	type ProjectInfo,
} from "pulumi-gitlab-deploy-tokens";
import { holds, type Same } from "./assertions";

const scopes = ["read_registry"];
const tokens = { web: { project: 5 } };
declare const text: pulumi.Output<string>;
declare const number: pulumi.Output<number>;

// The keys: a map, plain or from an output, with nothing in it or much.
new DeployTokenSet("none", { scopes, tokens: {} });
new DeployTokenSet("some", { scopes, tokens: { web: { project: "shop/web" }, 7: { group: 7 } } });
new DeployTokenSet("entries", { scopes, tokens: Object.fromEntries([["web", { project: 5 }]]) });
new DeployTokenSet("output of all", { scopes, tokens: pulumi.output(tokens) });
new DeployTokenSet("promise of all", { scopes, tokens: Promise.resolve(tokens) });
new DeployTokenSet("output of one", { scopes, tokens: { web: pulumi.output({ project: 5 }) } });
// @ts-expect-error a list has no keys of the program's choice
new DeployTokenSet("list", { scopes, tokens: [{ project: 5 }] });
// @ts-expect-error the tokens cannot be left out
new DeployTokenSet("no tokens", { scopes });
// @ts-expect-error an entry is an object
new DeployTokenSet("text", { scopes, tokens: { web: "shop/web" } });

// An entry: exactly one owner, and what differs from the defaults.
new DeployTokenSet("outputs", { scopes, tokens: { web: { project: text }, all: { group: number } } });
new DeployTokenSet("all of an entry", {
	tokens: {
		web: {
			group: 7,
			name: text,
			scopes: [text],
			username: text,
			expiresAt: new Date(),
			adopt: { tokenId: number, token: text },
		},
		api: { project: 5, scopes, expiresIn: "90d", rotateBefore: text },
	},
});
// @ts-expect-error a token belongs to one owner
new DeployTokenSet("both", { scopes, tokens: { web: { project: "shop/web", group: "shop" } } });
// @ts-expect-error a token belongs to an owner
new DeployTokenSet("no owner", { scopes, tokens: { web: {} } });
// @ts-expect-error `undefined` is no owner
new DeployTokenSet("undefined", { scopes, tokens: { web: { project: undefined } } });
// @ts-expect-error a set has one connection
new DeployTokenSet("connection", { scopes, tokens: { web: { project: 5, connection: "other" } } });
// @ts-expect-error the credential has no place here either
new DeployTokenSet("credential", { scopes, tokens: { web: { project: 5, token: "glpat-…" } } });
// @ts-expect-error GitLab's spelling is not ours
new DeployTokenSet("spelling", { scopes, tokens: { web: { project: 5, expires_at: "2099-01-01" } } });
// @ts-expect-error a scope is text
new DeployTokenSet("number", { tokens: { web: { project: 5, scopes: [1] } } });
// @ts-expect-error a token is taken over by its number
new DeployTokenSet("adopt", { scopes, tokens: { web: { project: 5, adopt: { token: text } } } });

// The defaults, of which scopes may be in the entries instead.
new DeployTokenSet("scopes in the entry", { tokens: { web: { project: 5, scopes } } });
new DeployTokenSet("all defaults", {
	tokens,
	scopes: pulumi.output(scopes),
	username: text,
	expiresIn: text,
	rotateBefore: "30d",
	connection: text,
	overlap: text,
	onKeyFailure: "report",
	maxDeletions: "10%",
});
new DeployTokenSet("a day", { scopes, tokens, expiresAt: pulumi.output(new Date()), maxDeletions: number });
// @ts-expect-error a failing key fails the update or is reported
new DeployTokenSet("mode", { scopes, tokens, onKeyFailure: "ignore" });
// @ts-expect-error an owner is no default
new DeployTokenSet("owner", { scopes, tokens, project: 5 });
// @ts-expect-error the key is the name; all of them cannot have the same
new DeployTokenSet("name", { scopes, tokens, name: "ci" });
// @ts-expect-error a refresh writes it, not a program
new DeployTokenSet("drift", { scopes, tokens, drift: {} });
// @ts-expect-error a duration is text
new DeployTokenSet("overlap", { scopes, tokens, overlap: 3600 });
// @ts-expect-error epoch seconds or milliseconds: nobody could tell
new DeployTokenSet("number", { scopes, tokens, expiresAt: 4070908800 });

type Keys<T> = T extends unknown ? keyof T : never;
holds<
	Same<
		Keys<DeployTokenSetEntry>,
		| "project"
		| "group"
		| "name"
		| "scopes"
		| "username"
		| "expiresAt"
		| "expiresIn"
		| "rotateBefore"
		| "adopt"
	>
>();
holds<
	Same<
		keyof DeployTokenSetArgs,
		| "tokens"
		| "scopes"
		| "username"
		| "expiresAt"
		| "expiresIn"
		| "rotateBefore"
		| "connection"
		| "overlap"
		| "onKeyFailure"
		| "maxDeletions"
	>
>();

// What comes out.
const set = new DeployTokenSet("set", { scopes, tokens }, { protect: true });
holds<Same<typeof set.id, pulumi.Output<pulumi.ID>>>();
holds<Same<typeof set.secrets, pulumi.Output<Record<string, string>>>>();
holds<Same<typeof set.usernames, pulumi.Output<Record<string, string>>>>();
holds<Same<typeof set.tokenIds, pulumi.Output<Record<string, number>>>>();
holds<Same<typeof set.expiresAt, pulumi.Output<Record<string, string>>>>();
holds<Same<typeof set.failed, pulumi.Output<Record<string, string>>>>();
holds<Same<typeof set.host, pulumi.Output<string>>>();
for (const derived of [
	set.token("web").password,
	set.token("web").dockerConfigJson("registry.example.com"),
	set.token("web").dockerConfigJson(text),
	set.token("web").basicAuth(),
	set.token("web").gitUrl(text),
	set.token("web").netrc("gitlab.example.com"),
	set.token("web").npmrc(text),
])
	holds<Same<typeof derived, pulumi.Output<string>>>();
// @ts-expect-error of which key
set.token();
// @ts-expect-error a key is known when the program runs
set.token(text).password;
// @ts-expect-error an output cannot be written
set.secrets = pulumi.output({});

// A tree of groups: the selection is plain, since GitLab is read before anything is declared.
const tree = GroupTreeTokens.create("tree", { group: "shop" }, { scopes });
holds<Same<typeof tree, Promise<GroupTreeTokens>>>();
GroupTreeTokens.create("by number", { group: 7, includeSubgroups: false, archived: true }, { scopes });
GroupTreeTokens.create("chosen", { group: 7, topic: "web", filter: ({ id }) => id > 5 }, { scopes });
GroupTreeTokens.create("connection", { group: 7, connection: "other" }, { scopes }, { protect: true });
// @ts-expect-error of which group
GroupTreeTokens.create("no group", {}, { scopes });
// @ts-expect-error the group has to be known
GroupTreeTokens.create("output", { group: text }, { scopes });
// @ts-expect-error GitLab's spelling is not ours
GroupTreeTokens.create("spelling", { group: 7, include_subgroups: true }, { scopes });
// @ts-expect-error a function says yes or no at once
GroupTreeTokens.create("later", { group: 7, filter: async () => true }, { scopes });
// @ts-expect-error a tree has to be asked for
new GroupTreeTokens("constructed", { group: 7 }, { scopes });

GroupTreeTokens.create(
	"of both",
	{ group: 7 },
	{ scopes, perProject: true, perGroup: true, maxDeletions: 5 },
);
GroupTreeTokens.create(
	"each in its own way",
	{ group: 7 },
	{
		perProject: { scopes, username: text },
		perGroup: { scopes: ["read_repository"], expiresIn: "90d" },
		keyOf: (project) => String(project.id),
		overlap: "7d",
		onKeyFailure: "report",
	},
);
// @ts-expect-error the tree says whose the tokens are
GroupTreeTokens.create("owner", { group: 7 }, { scopes, perProject: { project: 5 } });
// @ts-expect-error nor does one adoption fit all
GroupTreeTokens.create("adopt", { group: 7 }, { scopes, perGroup: { adopt: { tokenId: 12 } } });
// @ts-expect-error the tree says which tokens there are
GroupTreeTokens.create("tokens", { group: 7 }, { scopes, tokens });
// @ts-expect-error the selection names the connection, for the list and the tokens
GroupTreeTokens.create("connection", { group: 7 }, { scopes, connection: "other" });
// @ts-expect-error a key is text
GroupTreeTokens.create("key", { group: 7 }, { scopes, keyOf: (project) => project.id });

holds<
	Same<
		keyof GroupTreeSelection,
		"group" | "includeSubgroups" | "topic" | "archived" | "filter" | "connection"
	>
>();
holds<
	Same<
		keyof GroupTreeTokensArgs,
		| "perProject"
		| "perGroup"
		| "keyOf"
		| "scopes"
		| "username"
		| "expiresAt"
		| "expiresIn"
		| "rotateBefore"
		| "overlap"
		| "onKeyFailure"
		| "maxDeletions"
	>
>();
holds<"project" extends Keys<GroupTreeOverrides> ? false : true>();

export async function look(): Promise<void> {
	const { projects, groups } = await tree;
	holds<Same<typeof projects, readonly GroupTreeProject[]>>();
	holds<Same<typeof groups, readonly GroupTreeGroup[]>>();
	for (const { project, set, key } of projects) {
		holds<Same<typeof project, ProjectInfo>>();
		holds<Same<typeof set, DeployTokenSet>>();
		holds<Same<typeof key, string>>();
	}
	for (const { group, set, key } of groups) {
		holds<Same<typeof group, GroupInfo>>();
		// @ts-expect-error without `perGroup` a group has no token
		set.token(key).password;
	}
}
