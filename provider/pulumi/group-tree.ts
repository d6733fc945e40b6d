import * as pulumi from "@pulumi/pulumi";
import { GitLabDeployTokenError } from "../api/errors";
import { branchesOf, type GroupBranch, keyedBranch } from "../model/token/group-tree";
import type { GroupInfo, ProjectInfo } from "../model/token/token-info";
import { refOf } from "../model/values/owner-arguments";
import { DeployTokenSet, type DeployTokenSetArgs, type DeployTokenSetEntry } from "./deploy-token-set";
import { loadQueries } from "./load-queries";
import type { ConnectionOptions } from "./lookups";

/** Which groups and projects of a tree get tokens. */
export interface GroupTreeSelection extends ConnectionOptions {
	/** The group at the top, by ID or full path. */
	group: string | number;
	/** Also its sub-groups, their sub-groups, and so on. Default: `true`. */
	includeSubgroups?: boolean | undefined;
	/** Only projects with this topic; of several, separated by commas, a project must have all. Default: all. */
	topic?: string | undefined;
	/** Only archived (`true`) or only other (`false`) projects, or `"both"`. Default: `false`. */
	archived?: boolean | "both" | undefined;
	/** Only projects for which this is true. Default: all. */
	filter?: ((project: ProjectInfo) => boolean) | undefined;
}

/** How the tokens of one kind differ from the defaults. */
export type GroupTreeOverrides = Omit<DeployTokenSetEntry, "project" | "group" | "adopt">;

/** Which tokens a tree gets. The other properties are the defaults of all of them, as in `DeployTokenSet`. */
export interface GroupTreeTokensArgs extends Omit<DeployTokenSetArgs, "tokens" | "connection"> {
	/** A token for each project; an object says how it differs from the defaults. Default: `true`. */
	perProject?: boolean | GroupTreeOverrides | undefined;
	/**
	 * A token for each group, which is valid for all projects below it; not for archived groups, where GitLab
	 * accepts no token. Default: `false`.
	 */
	perGroup?: boolean | GroupTreeOverrides | undefined;
	/**
	 * The key of a project's token, which is its name too. Default: the project's full path, so that a renamed
	 * project gets a new token; `(project) => String(project.id)` keeps it.
	 */
	keyOf?: ((project: ProjectInfo) => string) | undefined;
}

/** A selected project, and where its token is. */
export interface GroupTreeProject {
	/** The project, as GitLab lists it. */
	readonly project: ProjectInfo;
	/** The set of its group, which has its token. */
	readonly set: DeployTokenSet;
	/** The key of its token in the set. */
	readonly key: string;
}

/** A group of the tree, and where its token is, if it has one. */
export interface GroupTreeGroup {
	/** The group, as GitLab lists it. */
	readonly group: GroupInfo;
	/** The set with the tokens of the group and of its selected projects. */
	readonly set: DeployTokenSet;
	/**
	 * The key of its token in the set; `undefined` without `perGroup`, and for a group that is archived or marked
	 * for deletion.
	 */
	readonly key: string | undefined;
}

/**
 * Tokens for a tree of groups: one {@link DeployTokenSet} per group, so that in a preview a change in one group
 * does not affect the consumers of the others.
 *
 * Added projects get tokens, and those of removed projects are deleted, within the `maxDeletions` of their group's
 * set. A group without a selected project has an empty set, so that this applies to its last project too. A group
 * that is removed takes its set with it, whatever `maxDeletions` is; the option `protect` prevents that. What is
 * marked for deletion in GitLab, a project or a group with everything below it, has no tokens.
 *
 * ```ts
 * const tree = await GroupTreeTokens.create("pull", { group: "shop" }, { scopes: ["read_registry"] });
 * export const configs = tree.projects.map(({ set, key }) => set.token(key).dockerConfigJson("registry.example.com"));
 * ```
 */
export class GroupTreeTokens extends pulumi.ComponentResource {
	/** The groups of the tree, the top one first. */
	readonly groups: readonly GroupTreeGroup[];
	/** The selected projects. */
	readonly projects: readonly GroupTreeProject[];

	private constructor(
		name: string,
		tree: readonly GroupBranch[],
		{ perProject = true, perGroup = false, keyOf = pathOf, ...defaults }: GroupTreeTokensArgs,
		connection: string | undefined,
		opts?: pulumi.ComponentResourceOptions,
	) {
		super("pulumi-gitlab-deploy-tokens:index:GroupTreeTokens", name, {}, opts);
		const groups: GroupTreeGroup[] = [];
		const projects: GroupTreeProject[] = [];
		const wanted = { perProject: perProject !== false, perGroup: perGroup !== false, keyOf };
		for (const branch of tree) {
			const { group, key: groupKey, projects: keyed } = keyedBranch(branch, wanted);
			const tokens = new Map<string, DeployTokenSetEntry>();
			if (groupKey !== undefined) tokens.set(groupKey, { ...overrides(perGroup), group: group.id });
			for (const { project, key } of keyed) {
				if (tokens.has(key)) throw sameKey(name, key);
				tokens.set(key, { ...overrides(perProject), project: project.id });
			}
			const args = { ...defaults, tokens: Object.fromEntries(tokens) };
			const set = new DeployTokenSet(
				`${name}-${group.id}`,
				connection === undefined ? args : { ...args, connection },
				{ parent: this },
			);
			groups.push({ group, set, key: groupKey });
			for (const { project, key } of keyed) projects.push({ project, set, key });
		}
		this.groups = groups;
		this.projects = projects;
		this.registerOutputs({});
	}

	/**
	 * Reads the groups and projects from GitLab, and declares their tokens. Needs the role Maintainer in the
	 * projects, and Owner in the groups for `perGroup`.
	 *
	 * @throws GitLabDeployTokenError where GitLab cannot be read, or two tokens of a group have the same key.
	 */
	static async create(
		name: string,
		selection: GroupTreeSelection,
		args: GroupTreeTokensArgs,
		opts?: pulumi.ComponentResourceOptions,
	): Promise<GroupTreeTokens> {
		return new GroupTreeTokens(name, await selectTree(selection), args, selection.connection, opts);
	}
}

async function selectTree(selection: GroupTreeSelection): Promise<GroupBranch[]> {
	const { group, includeSubgroups = true, topic, archived = false, filter, connection } = selection;
	const ref = refOf("group", group);
	const gitlab = loadQueries();
	const { groups, projects } = await gitlab.readGroupTree(gitlab.openConnection(connection), {
		group: ref,
		includeSubgroups,
		topic,
		archived: archived === "both" ? undefined : archived,
	});
	return branchesOf(groups.map(gitlab.toGroupInfo), projects.map(gitlab.toProjectInfo), filter);
}

function pathOf(project: ProjectInfo): string {
	return project.path;
}

function overrides(kind: boolean | GroupTreeOverrides): GroupTreeOverrides {
	return typeof kind === "object" ? kind : {};
}

function sameKey(name: string, key: string): GitLabDeployTokenError {
	return new GitLabDeployTokenError(
		"INPUT_INVALID",
		`GroupTreeTokens "${name}": two tokens of a group have the key ${JSON.stringify(key)}.`,
		"Make `keyOf` return a unique key for each project.",
	);
}
