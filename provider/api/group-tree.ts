import type { GitLabClient } from "./client";
import { invalidArgument } from "./errors";
import { getGroup, groupPages, projectPages } from "./owners";
import { collectAgreed } from "./pagination";
import type { GroupWire, ProjectWire } from "./schemas";

/** Which groups and projects of a tree are listed. */
export interface TreeFilter {
	/** The group at the top, by ID or full path. */
	readonly group: number | string;
	/** Also everything below it. */
	readonly includeSubgroups: boolean;
	/** GitLab lists every project for an empty one, so that each would get a token: it is refused. */
	readonly topic?: string | undefined;
	/** Only archived (`true`) or only other (`false`) projects. Default: both. */
	readonly archived?: boolean | undefined;
}

/**
 * The groups of a tree, the top one first, and its projects; each list is complete, or the call fails.
 *
 * @throws GitLabDeployTokenError `INPUT_INVALID` for an empty topic.
 * @throws GitLabHttpError `GITLAB_OWNER_NOT_VISIBLE`
 * @throws GitLabDeployTokenError `GITLAB_RESPONSE_UNREADABLE` where a list changes during five readings in a row.
 */
export async function readGroupTree(
	client: GitLabClient,
	{ group, includeSubgroups, topic, archived }: TreeFilter,
): Promise<{ groups: GroupWire[]; projects: ProjectWire[] }> {
	if (topic !== undefined && /^[\s,]*$/.test(topic))
		throw invalidArgument("topic", "is empty, which would select every project; omit it if that is meant");
	const [top, below, projects] = await Promise.all([
		getGroup(client, group),
		includeSubgroups
			? collectAgreed(`groups below ${group}`, () => groupPages(client, { parent: group, descendants: true }))
			: [],
		collectAgreed(`projects of group ${group}`, () =>
			projectPages(client, { group, includeSubgroups, topic, archived }),
		),
	]);
	return { groups: [top, ...below], projects };
}
