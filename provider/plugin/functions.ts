import { getDeployToken, listDeployTokens } from "../api/deploy-tokens";
import { invalidArgument } from "../api/errors";
import type { OwnerRef } from "../api/owner";
import { followMoves, groupPages, projectPages, resolveOwner } from "../api/owners";
import { collectAgreed } from "../api/pagination";
import { toGroupInfo, toProjectInfo, toTokenInfo } from "../model/token/token-info";
import { ownerOf, refOf, tokenIdOf } from "../model/values/owner-arguments";
import { adviceOn } from "../model/values/suggestions";
import type { Operation } from "../runtime/operation";
import { flag, type Query, text } from "./arguments";
import { PACKAGE } from "./configuration";
import { FORMATS, type Format } from "./formats";
import { groupTree } from "./group-tree";
import type { Properties } from "./properties";

/** The result of a function. */
interface Returned {
	readonly values: Properties;
	/** The values that are secret. */
	readonly secrets: readonly string[];
}

const QUERIES: Readonly<Record<string, Query>> = {
	listDeployTokens: {
		args: ["project", "group", "instance", "active"],
		async read(operation, { project, group, instance, active }) {
			const { client } = operation;
			const pages = (owner?: OwnerRef) => listDeployTokens(client, owner, { active: flag("active", active) });
			const read = flag("instance", instance)
				? () => pages()
				: () => followMoves(ownerOf({ project, group }), pages);
			const wires = await collectAgreed("deploy tokens", read);
			return { tokens: wires.map((wire) => toTokenInfo(wire, operation.now())) };
		},
	},
	getDeployToken: {
		args: ["project", "group", "tokenId"],
		async read(operation, { project, group, tokenId }) {
			const { client, deadline } = operation;
			const id = tokenIdOf(tokenId);
			const owner = await resolveOwner(client, ownerOf({ project, group }), deadline);
			return { ...toTokenInfo(await getDeployToken(client, owner, id, deadline), operation.now()) };
		},
	},
	listProjects: {
		args: ["group", "includeSubgroups", "topic", "archived", "search"],
		async read({ client }, args) {
			const group = refOf("group", args.group);
			const filter = {
				group,
				includeSubgroups: flag("includeSubgroups", args.includeSubgroups),
				archived: flag("archived", args.archived),
				topic: text("topic", args.topic),
				search: text("search", args.search),
			};
			const wires = await collectAgreed(`projects of group ${group}`, () => projectPages(client, filter));
			return { projects: wires.map(toProjectInfo) };
		},
	},
	listGroups: {
		args: ["parent", "descendants"],
		async read({ client }, args) {
			const parent = args.parent === undefined ? undefined : refOf("group", args.parent, "parent");
			const filter = { parent, descendants: flag("descendants", args.descendants) };
			const what = parent === undefined ? "groups" : `groups below ${parent}`;
			const wires = await collectAgreed(what, () => groupPages(client, filter));
			return { groups: wires.map(toGroupInfo) };
		},
	},
	groupTree,
};

/** The functions that a program can call, by their names after the package's. */
export const FUNCTIONS: Readonly<Record<string, Query | Format>> = { ...QUERIES, ...FORMATS };

/**
 * Calls a function by its token, as in `gitlab-deploy-tokens:index:listGroups`.
 *
 * @throws GitLabDeployTokenError `INPUT_INVALID` where there is no such function, or it does not have an argument.
 */
export async function callFunction(
	token: string,
	args: Properties,
	begin: () => Operation,
): Promise<Returned> {
	const name = token.replace(new RegExp(`^${PACKAGE}:(index:)?`), "");
	const called = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
	if (called === undefined)
		throw invalidArgument(
			token,
			`is not a function of this package; it has ${Object.keys(FUNCTIONS).join(", ")}`,
		);
	const given = Object.fromEntries(Object.entries(args).filter(([, value]) => value !== null));
	const unknown = Object.keys(given).find((name) => !called.args.includes(name));
	if (unknown !== undefined)
		throw invalidArgument(
			unknown,
			`is not an argument of ${name}; ${adviceOn(unknown, called.args, "they")}`,
		);
	return "write" in called
		? { values: { result: called.write(given) }, secrets: ["result"] }
		: { values: await called.read(begin(), given), secrets: [] };
}
