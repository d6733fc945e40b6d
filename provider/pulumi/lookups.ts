import * as pulumi from "@pulumi/pulumi";
import type { GitLabClient } from "../api/client";
import type { OwnerRef } from "../api/owner";
import type { Page } from "../api/pagination";
import type { DeployTokenWire } from "../api/schemas";
import type { DeployTokenInfo, GroupInfo, ProjectInfo } from "../model/token/token-info";
import { ownerOf, refOf, tokenIdOf } from "../model/values/owner-arguments";
import { loadQueries } from "./load-queries";

/** The owner whose deploy tokens are read: exactly one of `project` and `group`. */
export type DeployTokenOwner =
	| {
			/** A project, by ID or full path. */
			project: string | number;
			/** @hidden */
			group?: undefined;
			/** @hidden */
			instance?: undefined;
	  }
	| {
			/** @hidden */
			project?: undefined;
			/** A group, by ID or full path: its own tokens, not those of its sub-groups and projects. */
			group: string | number;
			/** @hidden */
			instance?: undefined;
	  };

/** Whose deploy tokens: one project's, one group's, or (for administrators) the whole instance's. */
export type DeployTokenSource =
	| DeployTokenOwner
	| {
			/** @hidden */
			project?: undefined;
			/** @hidden */
			group?: undefined;
			/** All tokens of the instance. GitLab shows them to administrators only. */
			instance: true;
	  };

/** Which connection a function uses. */
export interface ConnectionOptions {
	/** Default: `gitlab`. */
	connection?: string | undefined;
}

/** Filters of a list of deploy tokens. */
export interface ListDeployTokensOptions extends ConnectionOptions {
	/** Omits revoked and expired tokens. Default: all are listed. */
	active?: boolean | undefined;
}

/** Which deploy token. */
export type GetDeployTokenArgs = DeployTokenOwner & {
	/** The token's ID in GitLab. */
	tokenId: number;
};

/** Which projects. */
export interface ListProjectsArgs {
	/** Group whose projects are listed, by ID or full path. */
	group: string | number;
	/** Also the projects of all its sub-groups. Default: only its own. */
	includeSubgroups?: boolean | undefined;
	/** Only projects with this topic. */
	topic?: string | undefined;
	/** Only archived (`true`) or only other (`false`) projects. Default: both. */
	archived?: boolean | undefined;
	/** Part of the name or path. */
	search?: string | undefined;
}

/** Which groups. */
export interface ListGroupsArgs {
	/**
	 * Group whose sub-groups are listed, by ID or full path. Default: all groups that the credential's user is a
	 * member of.
	 */
	parent?: string | number | undefined;
	/** Also the sub-groups' sub-groups. Default: only direct ones. */
	descendants?: boolean | undefined;
}

/**
 * Deploy tokens, oldest first, as pages arrive. Needs the role Maintainer, or an administrator for the instance.
 *
 * A group's list contains the group's own tokens, not those of its sub-groups and projects. The instance's list
 * does not contain the tokens' owners.
 */
export async function* iterateDeployTokens(
	source: DeployTokenSource,
	options: ListDeployTokensOptions = {},
): AsyncGenerator<DeployTokenInfo, void, undefined> {
	const gitlab = loadQueries();
	const client = gitlab.openConnection(options.connection);
	for await (const wire of gitlab.itemsOf(tokenPages(client, source, options)))
		yield gitlab.toTokenInfo(wire, gitlab.systemClock.now());
}

/**
 * All deploy tokens of a project, a group or the instance, oldest first; the same as {@link iterateDeployTokens},
 * but read again where tokens were created or deleted while the pages were read, so that none is missed.
 *
 * @throws GitLabDeployTokenError `GITLAB_RESPONSE_UNREADABLE` where the list changes during five readings in a row.
 */
export async function listDeployTokens(
	source: DeployTokenSource,
	options: ListDeployTokensOptions = {},
): Promise<DeployTokenInfo[]> {
	const gitlab = loadQueries();
	const client = gitlab.openConnection(options.connection);
	const wires = await gitlab.collectAgreed("deploy tokens", () => tokenPages(client, source, options));
	return wires.map((wire) => gitlab.toTokenInfo(wire, gitlab.systemClock.now()));
}

/** {@link listDeployTokens} for values that are not known yet. */
export function listDeployTokensOutput(
	source: pulumi.Input<Inputs<DeployTokenSource>>,
	options: ListDeployTokensOptions = {},
): pulumi.Output<DeployTokenInfo[]> {
	return pulumi.output(source).apply((known) => listDeployTokens(known as DeployTokenSource, options));
}

/**
 * One deploy token, without its secret. Needs the role Maintainer.
 *
 * @throws GitLabHttpError `GITLAB_NOT_FOUND` where the owner has no such token, `GITLAB_OWNER_NOT_VISIBLE`
 * where there is no such owner for this credential.
 */
export async function getDeployToken(
	args: GetDeployTokenArgs,
	options: ConnectionOptions = {},
): Promise<DeployTokenInfo> {
	const tokenId = tokenIdOf(args.tokenId);
	const declared = ownerOf(args);
	const gitlab = loadQueries();
	const client = gitlab.openConnection(options.connection);
	const owner = await gitlab.resolveOwner(client, declared);
	return gitlab.toTokenInfo(await gitlab.getDeployToken(client, owner, tokenId), gitlab.systemClock.now());
}

/** {@link getDeployToken} for values that are not known yet. */
export function getDeployTokenOutput(
	args: pulumi.Input<Inputs<GetDeployTokenArgs>>,
	options: ConnectionOptions = {},
): pulumi.Output<DeployTokenInfo> {
	return pulumi.output(args).apply((known) => getDeployToken(known as GetDeployTokenArgs, options));
}

/**
 * Projects of a group, in the order of their IDs, as pages arrive. Needs permission to see the group.
 *
 * A project that leaves the group meanwhile can hide another one; {@link listProjects} notices that.
 */
export async function* iterateProjects(
	args: ListProjectsArgs,
	options: ConnectionOptions = {},
): AsyncGenerator<ProjectInfo, void, undefined> {
	const group = refOf("group", args.group);
	const gitlab = loadQueries();
	const client = gitlab.openConnection(options.connection);
	for await (const wire of gitlab.itemsOf(gitlab.projectPages(client, { ...args, group })))
		yield gitlab.toProjectInfo(wire);
}

/**
 * All projects of a group, in the order of their IDs. Needs permission to see the group.
 *
 * Read again where projects were added or removed while the pages were read, so that none is missed.
 *
 * @throws GitLabDeployTokenError `GITLAB_RESPONSE_UNREADABLE` where the list changes during five readings in a row.
 */
export async function listProjects(
	args: ListProjectsArgs,
	options: ConnectionOptions = {},
): Promise<ProjectInfo[]> {
	const group = refOf("group", args.group);
	const gitlab = loadQueries();
	const client = gitlab.openConnection(options.connection);
	const wires = await gitlab.collectAgreed(`projects of group ${group}`, () =>
		gitlab.projectPages(client, { ...args, group }),
	);
	return wires.map(gitlab.toProjectInfo);
}

/** {@link listProjects} for values that are not known yet. */
export function listProjectsOutput(
	args: pulumi.Input<Inputs<ListProjectsArgs>>,
	options: ConnectionOptions = {},
): pulumi.Output<ProjectInfo[]> {
	return pulumi.output(args).apply((known) => listProjects(known as ListProjectsArgs, options));
}

/** Groups, in the order of their IDs, as pages arrive; see {@link listGroups}, which notices changes meanwhile. */
export async function* iterateGroups(
	args: ListGroupsArgs = {},
	options: ConnectionOptions = {},
): AsyncGenerator<GroupInfo, void, undefined> {
	const parent = args.parent === undefined ? undefined : refOf("group", args.parent, "parent");
	const gitlab = loadQueries();
	const client = gitlab.openConnection(options.connection);
	for await (const wire of gitlab.itemsOf(gitlab.groupPages(client, { ...args, parent })))
		yield gitlab.toGroupInfo(wire);
}

/**
 * All groups, in the order of their IDs. Read again where groups were added or removed while the pages were read.
 *
 * @throws GitLabDeployTokenError `GITLAB_RESPONSE_UNREADABLE` where the list changes during five readings in a row.
 */
export async function listGroups(
	args: ListGroupsArgs = {},
	options: ConnectionOptions = {},
): Promise<GroupInfo[]> {
	const parent = args.parent === undefined ? undefined : refOf("group", args.parent, "parent");
	const gitlab = loadQueries();
	const client = gitlab.openConnection(options.connection);
	const wires = await gitlab.collectAgreed(parent === undefined ? "groups" : `groups below ${parent}`, () =>
		gitlab.groupPages(client, { ...args, parent }),
	);
	return wires.map(gitlab.toGroupInfo);
}

/** {@link listGroups} for values that are not known yet. */
export function listGroupsOutput(
	args: pulumi.Input<Inputs<ListGroupsArgs>> = {},
	options: ConnectionOptions = {},
): pulumi.Output<GroupInfo[]> {
	return pulumi.output(args).apply((known) => listGroups(known as ListGroupsArgs, options));
}

function tokenPages(
	client: GitLabClient,
	source: DeployTokenSource,
	{ active }: ListDeployTokensOptions,
): AsyncIterable<Page<DeployTokenWire>> {
	const gitlab = loadQueries();
	const pages = (owner?: OwnerRef) => gitlab.listDeployTokens(client, owner, { active });
	return source.instance ? pages() : gitlab.followMoves(ownerOf(source), pages);
}

/** The same shape, each property possibly not known yet. */
type Inputs<T> = T extends unknown ? { [K in keyof T]: pulumi.Input<T[K]> } : never;
