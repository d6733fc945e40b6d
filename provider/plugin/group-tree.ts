import { invalidArgument } from "../api/errors";
import { readGroupTree } from "../api/group-tree";
import { branchesOf, type KeyedBranch, keyedBranch } from "../model/token/group-tree";
import { type ProjectInfo, toGroupInfo, toProjectInfo } from "../model/token/token-info";
import { refOf } from "../model/values/owner-arguments";
import { flag, type Query, text } from "./arguments";

/** What `keyBy` can be, and the key that a project's token then has. */
const KEYS: Readonly<Record<string, (project: ProjectInfo) => string>> = {
	path: ({ path }) => path,
	id: ({ id }) => String(id),
};

/**
 * The tokens of a tree of groups, as the component `GroupTreeTokens` of the dynamic provider declares them. Of all
 * groups together they are one set: unlike the dynamic set's, its outputs stay known for the keys that stay.
 */
export const groupTree: Query = {
	args: ["group", "includeSubgroups", "topic", "archived", "perProject", "perGroup", "keyBy"],
	async read({ client }, args) {
		const keyOf = keyBy(args.keyBy);
		const wanted = {
			perProject: flag("perProject", args.perProject) ?? true,
			perGroup: flag("perGroup", args.perGroup) ?? false,
			keyOf,
		};
		const { groups, projects } = await readGroupTree(client, {
			group: refOf("group", args.group),
			includeSubgroups: flag("includeSubgroups", args.includeSubgroups) ?? true,
			topic: text("topic", args.topic),
			archived: archived(args.archived),
		});
		const branches = branchesOf(groups.map(toGroupInfo), projects.map(toProjectInfo)).map((branch) =>
			keyedBranch(branch, wanted),
		);
		return {
			tokens: tokensOf(branches),
			groups: branches.map((branch) => ({
				group: branch.group,
				key: branch.key,
				tokens: Object.fromEntries(entriesOf(branch)),
			})),
			projects: branches.flatMap(({ group, projects }) =>
				projects.map(({ project, key }) => ({ project, key, groupId: group.id })),
			),
		};
	},
};

/** Entries of a set's `tokens`. */
function entriesOf({ group, key, projects }: KeyedBranch): [string, object][] {
	return [
		...(key === undefined ? [] : [[key, { group: String(group.id) }] satisfies [string, object]]),
		...projects.map(({ project, key }): [string, object] => [key, { project: String(project.id) }]),
	];
}

/**
 * The tokens of all branches, by key. @throws GitLabDeployTokenError `INPUT_INVALID` where two have the same, as
 * where a project's ID is the path of a group.
 */
export function tokensOf(branches: readonly KeyedBranch[]): Record<string, object> {
	const tokens = new Map<string, object>();
	for (const [key, entry] of branches.flatMap(entriesOf)) {
		if (tokens.has(key))
			throw invalidArgument("keyBy", `gives two tokens of the tree the key ${JSON.stringify(key)}`);
		tokens.set(key, entry);
	}
	return Object.fromEntries(tokens);
}

function keyBy(value: unknown): (project: ProjectInfo) => string {
	const name = text("keyBy", value) ?? "path";
	const keyOf = Object.hasOwn(KEYS, name) ? KEYS[name] : undefined;
	if (keyOf === undefined) throw invalidArgument("keyBy", 'is neither "path" nor "id"');
	return keyOf;
}

/** Which projects are listed: only archived ones, only others, or (absent) both. */
function archived(value: unknown): boolean | undefined {
	if (value === "both") return undefined;
	if (value === undefined || typeof value === "boolean") return value ?? false;
	throw invalidArgument("archived", 'is neither true, false, nor "both"');
}
