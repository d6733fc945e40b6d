import type { Deadline, GitLabClient } from "./client";
import { GitLabHttpError } from "./errors";
import { type Owner, type OwnerRef, ownerPath } from "./owner";
import { type Page, paginate, type Reading } from "./pagination";
import { type GroupWire, groupWire, idWire, type ProjectWire, projectWire, userWire } from "./schemas";

/**
 * The owner by its ID: one GET for a path, none for an ID.
 *
 * A project's old path resolves to the project by the ID in GitLab's redirect; a group's does not.
 *
 * @throws GitLabHttpError `GITLAB_OWNER_NOT_VISIBLE` where it does not exist for this credential.
 */
export async function resolveOwner(
	client: GitLabClient,
	owner: OwnerRef,
	deadline?: Deadline,
): Promise<Owner> {
	const { kind, ref } = owner;
	if (typeof ref === "number") return { kind, ref };
	const path = ownerPath(owner);
	// A group's response includes its first projects by default.
	const query = kind === "group" ? { with_projects: "false" } : {};
	try {
		const { id } = await client.fetch({ method: "GET", path, query }, idWire, deadline);
		return { kind, ref: id };
	} catch (error) {
		return movedOwner(owner, error);
	}
}

/** What `read` returns for the owner; for a project's old path, what it returns for its ID. */
export async function* followMoves<Item>(
	owner: OwnerRef,
	read: (owner: OwnerRef) => AsyncIterable<Item>,
): AsyncGenerator<Item, void, undefined> {
	try {
		yield* read(owner);
	} catch (error) {
		yield* read(movedOwner(owner, error));
	}
}

/** The owner by the ID in a redirect. @throws `error` where it is not such a redirect. */
function movedOwner({ kind }: OwnerRef, error: unknown): Owner {
	if (error instanceof GitLabHttpError && error.movedTo !== undefined) return { kind, ref: error.movedTo };
	throw error;
}

/** Filters of a list of projects. */
export interface ProjectFilter {
	/** Group whose projects are listed, by ID or full path. */
	readonly group: number | string;
	/** Also the projects of all its sub-groups. Default: only its own. */
	readonly includeSubgroups?: boolean | undefined;
	readonly topic?: string | undefined;
	/** Only archived (`true`) or only other (`false`) projects. Default: both. */
	readonly archived?: boolean | undefined;
	/** Part of the name or path. */
	readonly search?: string | undefined;
}

/** Pages of a group's projects, in order of their IDs; projects merely shared with the group are omitted. */
export function projectPages(
	client: GitLabClient,
	filter: ProjectFilter,
	reading?: Reading,
): AsyncGenerator<Page<ProjectWire>, void, undefined> {
	const query = {
		include_subgroups: flag(filter.includeSubgroups),
		with_shared: "false",
		topic: filter.topic,
		archived: flag(filter.archived),
		search: filter.search,
		order_by: "id",
		sort: "asc",
	};
	const path = `${ownerPath({ kind: "group", ref: filter.group })}/projects`;
	return paginate(client, { method: "GET", path, query }, projectWire, reading);
}

/** Filters of a list of groups. */
export interface GroupFilter {
	/**
	 * Group whose sub-groups are listed, by ID or full path. Default: all groups the credential's user is a member
	 * of.
	 */
	readonly parent?: number | string | undefined;
	/** Also the sub-groups' sub-groups. Default: only direct ones. */
	readonly descendants?: boolean | undefined;
}

/** Pages of groups, in order of their IDs. */
export function groupPages(
	client: GitLabClient,
	filter: GroupFilter,
	reading?: Reading,
): AsyncGenerator<Page<GroupWire>, void, undefined> {
	const { parent, descendants = false } = filter;
	const below = descendants ? "descendant_groups" : "subgroups";
	return paginate(
		client,
		{
			method: "GET",
			path: parent === undefined ? "/groups" : `${ownerPath({ kind: "group", ref: parent })}/${below}`,
			query: { order_by: "id", sort: "asc", ...(parent === undefined ? { min_access_level: "10" } : {}) },
		},
		groupWire,
		reading,
	);
}

/** One group. @throws GitLabHttpError `GITLAB_OWNER_NOT_VISIBLE` */
export function getGroup(client: GitLabClient, ref: number | string): Promise<GroupWire> {
	const path = ownerPath({ kind: "group", ref });
	return client.fetch({ method: "GET", path, query: { with_projects: "false" } }, groupWire);
}

/** Username of the credential's user. */
export async function currentUsername(client: GitLabClient, deadline?: Deadline): Promise<string> {
	return (await client.fetch({ method: "GET", path: "/user" }, userWire, deadline)).username;
}

function flag(value: boolean | undefined): string | undefined {
	return value === undefined ? undefined : String(value);
}
