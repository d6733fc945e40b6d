// Compiled, never run: what a program may write of a `DeployToken`, and what it gets.
import * as pulumi from "@pulumi/pulumi";
import {
	DeployToken,
	type DeployTokenArgs,
	dockerConfigJson,
	type EnvironmentVariable,
	type KNOWN_SCOPES,
	type KnownScope,
	mavenSettings,
	type Scope,
	type TokenStatus,
} from "pulumi-gitlab-deploy-tokens";
import { holds, type Same } from "./assertions";

const scopes = ["read_registry"];
declare const text: pulumi.Output<string>;
declare const number: pulumi.Output<number>;

// The owner: exactly one.
new DeployToken("project by path", { project: "group/project", scopes });
new DeployToken("project by number", { project: 5, scopes });
new DeployToken("project of another resource", { project: text, scopes });
new DeployToken("project's number of another resource", { project: number, scopes });
new DeployToken("group", { group: "group", scopes });
new DeployToken("the other one undefined", { project: 5, group: undefined, scopes });
// @ts-expect-error a token belongs to one owner
new DeployToken("both", { project: "group/project", group: "group", scopes });
// @ts-expect-error a token belongs to an owner
new DeployToken("none", { scopes });
// @ts-expect-error `undefined` is no owner
new DeployToken("undefined", { project: undefined, scopes });
// @ts-expect-error nor is a list of them
new DeployToken("list", { project: ["group/project"], scopes });

// Scopes: at least the property, known ones or not, each possibly an output.
new DeployToken("output of a scope", { project: 5, scopes: [text, "write_registry"] });
new DeployToken("output of scopes", { project: 5, scopes: pulumi.output(scopes) });
new DeployToken("unknown scope", { project: 5, scopes: ["a_scope_of_tomorrow"] });
// @ts-expect-error scopes cannot be left out
new DeployToken("no scopes", { project: 5 });
// @ts-expect-error a scope is text
new DeployToken("number", { project: 5, scopes: [1] });
// @ts-expect-error one scope is not a list
new DeployToken("one", { project: 5, scopes: "read_registry" });
holds<Same<(typeof KNOWN_SCOPES)[number], KnownScope>>();
holds<KnownScope extends Scope ? true : false>();
holds<string extends Scope ? true : false>();
// A plain `string` would take the known ones out of an editor's completion.
holds<Same<Scope, string> extends false ? true : false>();

// Expiry: text or `Date`, plain or output.
new DeployToken("day", { project: 5, scopes, expiresAt: "2099-01-01" });
new DeployToken("Date", { project: 5, scopes, expiresAt: new Date() });
new DeployToken("output of Date", { project: 5, scopes, expiresAt: pulumi.output(new Date()) });
new DeployToken("promise of text", { project: 5, scopes, expiresAt: Promise.resolve("2099-01-01") });
new DeployToken("duration", { project: 5, scopes, expiresIn: "90d", rotateBefore: text });
// @ts-expect-error epoch seconds or milliseconds: nobody could tell
new DeployToken("number", { project: 5, scopes, expiresAt: 4070908800 });

new DeployToken("all of it", {
	group: 7,
	scopes,
	name: text,
	username: text,
	expiresAt: text,
	connection: text,
	adopt: { tokenId: number, token: text },
});
// @ts-expect-error a name is text
new DeployToken("name", { project: 5, scopes, name: 5 });
// @ts-expect-error GitLab's spelling is not ours
new DeployToken("spelling", { project: 5, scopes, expires_at: "2099-01-01" });
// @ts-expect-error the credential has no place among the arguments
new DeployToken("credential", { project: 5, scopes, token: "glpat-…" });

type Keys<T> = T extends unknown ? keyof T : never;
holds<
	Same<
		Keys<DeployTokenArgs>,
		| "project"
		| "group"
		| "name"
		| "scopes"
		| "username"
		| "expiresAt"
		| "expiresIn"
		| "rotateBefore"
		| "adopt"
		| "connection"
	>
>();

// What comes out.
const token = new DeployToken("token", { project: 5, scopes }, { protect: true });
holds<Same<typeof token.id, pulumi.Output<pulumi.ID>>>();
holds<Same<typeof token.token, pulumi.Output<string>>>();
holds<Same<typeof token.tokenId, pulumi.Output<number>>>();
holds<Same<typeof token.username, pulumi.Output<string>>>();
holds<Same<typeof token.name, pulumi.Output<string>>>();
holds<Same<typeof token.scopes, pulumi.Output<string[]>>>();
holds<Same<typeof token.expiresAt, pulumi.Output<string | undefined>>>();
holds<Same<typeof token.createdAt, pulumi.Output<string>>>();
holds<Same<typeof token.status, pulumi.Output<TokenStatus>>>();
holds<Same<TokenStatus, "active" | "revoked" | "expired">>();
holds<Same<typeof token.host, pulumi.Output<string>>>();
for (const derived of [
	token.credentials.dockerConfigJson("registry.example.com"),
	token.credentials.dockerConfigJson(text),
	token.credentials.basicAuth(),
	token.credentials.gitUrl(text),
	token.credentials.netrc("gitlab.example.com"),
	token.credentials.npmrc(text),
])
	holds<Same<typeof derived, pulumi.Output<string>>>();
// Arguments and options may be outputs; some formats are values by names.
token.credentials.npmrc(text, { scope: text });
token.credentials.dockerConfigJson([text, "gitlab.example.com"]);
holds<Same<ReturnType<typeof token.credentials.terraformToken>, pulumi.Output<EnvironmentVariable>>>();
dockerConfigJson([
	{ registry: text, credentials: token.credentials },
	{ registry: "docker.io", path: text, credentials: { username: "hub", password: text } },
]);
// @ts-expect-error Maven knows two ways
token.credentials.mavenSettings("gitlab", { via: "digest" });
// @ts-expect-error whose credentials
dockerConfigJson([{ registry: "registry.example.com" }]);
// @ts-expect-error Maven knows two ways
mavenSettings([{ serverId: "gitlab", via: "digest", credentials: token.credentials }]);
// @ts-expect-error an output cannot be written
token.token = text;
// @ts-expect-error a token is made from its arguments, not from none
new DeployToken("no arguments");
