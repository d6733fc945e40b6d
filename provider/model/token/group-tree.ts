import { GitLabDeployTokenError } from "../../api/errors";
import type { GroupInfo, ProjectInfo } from "./token-info";

/** A group of a tree, with its own selected projects. */
export interface GroupBranch {
	readonly group: GroupInfo;
	/** Whether the group can have its own token: GitLab refuses one in an archived group. */
	readonly mayHaveToken: boolean;
	readonly selected: readonly ProjectInfo[];
}

/** Which tokens the groups of a tree get. */
export interface TreeTokens {
	/** A token for each selected project. */
	readonly perProject: boolean;
	/** A token for each group that can have one. */
	readonly perGroup: boolean;
	/** The key of a project's token. */
	keyOf(project: ProjectInfo): string;
}

/** A group's tokens, by their keys. */
export interface KeyedBranch {
	readonly group: GroupInfo;
	/** The key of the group's own token; absent where it has none. */
	readonly key: string | undefined;
	readonly projects: readonly { readonly project: ProjectInfo; readonly key: string }[];
}

/**
 * The groups with their selected projects. What is marked for deletion, a project or a group with everything below
 * it, gets no token.
 *
 * @throws GitLabDeployTokenError `GITLAB_OWNER_NOT_VISIBLE` where a project's group is not listed.
 */
export function branchesOf(
	groups: readonly GroupInfo[],
	projects: readonly ProjectInfo[],
	filter: (project: ProjectInfo) => boolean = () => true,
): GroupBranch[] {
	const byPath = new Map(groups.map((each) => [each.path, { group: each, selected: [] as ProjectInfo[] }]));
	const doomed = groups.filter(({ markedForDeletion }) => markedForDeletion).map(({ path }) => `${path}/`);
	const isDoomed = ({ path, markedForDeletion }: ProjectInfo | GroupInfo) =>
		markedForDeletion || doomed.some((above) => path.startsWith(above));
	const kept = projects.filter((project) => !isDoomed(project)).filter(filter);
	// A project that is added or removed while pages are read can be on two of them.
	for (const project of new Map(kept.map((each) => [each.id, each])).values()) {
		const branch = byPath.get(groupPathOf(project));
		// If it were omitted, its token would be deleted.
		if (branch === undefined) throw hiddenGroup(project);
		branch.selected.push(project);
	}
	return [...byPath.values()].map(({ group, selected }) => ({
		group,
		selected,
		mayHaveToken: !group.archived && !isDoomed(group),
	}));
}

/** The tokens of a group, by their keys. */
export function keyedBranch({ group, selected, mayHaveToken }: GroupBranch, tokens: TreeTokens): KeyedBranch {
	return {
		group,
		key: tokens.perGroup && mayHaveToken ? group.path : undefined,
		projects: tokens.perProject ? selected.map((project) => ({ project, key: tokens.keyOf(project) })) : [],
	};
}

function groupPathOf(project: ProjectInfo): string {
	return project.path.slice(0, project.path.lastIndexOf("/"));
}

function hiddenGroup(project: ProjectInfo): GitLabDeployTokenError {
	return new GitLabDeployTokenError(
		"GITLAB_OWNER_NOT_VISIBLE",
		`GitLab lists project ${project.path} and does not show its group ${groupPathOf(project)}.`,
		"Run again, if the group was just created or renamed; otherwise grant the credential's user access to it, or exclude the project from the selection.",
	);
}
