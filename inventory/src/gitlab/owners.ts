import type { GitLabClient } from "../../../provider/api/client";
import { type OwnerKind, ownerPath } from "../../../provider/api/owner";
import { followMoves, getGroup, groupPages, projectPages } from "../../../provider/api/owners";
import { collectAgreed, type Page, paginate, type Reading } from "../../../provider/api/pagination";
import { type GroupWire, groupWire, type ProjectWire, projectWire } from "../../../provider/api/schemas";
import type { ApiRequest } from "../../../provider/api/transport";
import { toGroupInfo, toProjectInfo } from "../../../provider/model/token/token-info";
import type { ScannedOwner } from "./scan";

/** A group with all groups and projects below it. @throws GitLabDeployTokenError */
export async function ownersBelow(client: GitLabClient, path: string): Promise<ScannedOwner[]> {
	const group = await getGroup(client, refOf(path));
	const reading = atOnce(client);
	const [groups, projects] = await Promise.all([
		collectAgreed(`groups below ${path}`, () =>
			groupPages(client, { parent: group.id, descendants: true }, reading),
		),
		collectAgreed(`projects of group ${path}`, () =>
			projectPages(client, { group: group.id, includeSubgroups: true }, reading),
		),
	]);
	return [group, ...groups].map(fromGroup).concat(projects.map(fromProject));
}

/** Every group and project that the credential sees; for an administrator, all of the instance. */
export async function ownersOfInstance(client: GitLabClient): Promise<ScannedOwner[]> {
	const list = (path: string): ApiRequest => ({
		method: "GET",
		path,
		query: { order_by: "id", sort: "asc" },
	});
	const reading = atOnce(client);
	const groups = await collectAgreed(
		"all groups",
		(): AsyncIterable<Page<GroupWire>> => paginate(client, list("/groups"), groupWire, reading),
	);
	const projects = await collectAgreed(
		"all projects",
		(): AsyncIterable<Page<ProjectWire>> => paginate(client, list("/projects"), projectWire, reading),
	);
	return groups.map(fromGroup).concat(projects.map(fromProject));
}

/** Requests the pages of a list over all connections at once. */
export function atOnce(client: GitLabClient): Reading {
	return { ahead: client.settings.concurrency };
}

/** One project or group by path or ID. @throws GitLabDeployTokenError */
export async function findOwner(
	client: GitLabClient,
	kind: OwnerKind,
	path: string | number,
): Promise<ScannedOwner> {
	if (kind === "group") return fromGroup(await getGroup(client, refOf(path)));
	const found = followMoves({ kind, ref: refOf(path) }, async function* (owner) {
		yield await client.fetch({ method: "GET", path: ownerPath(owner) }, projectWire);
	});
	for await (const wire of found) return fromProject(wire);
	throw new Error("GitLab returned no project.");
}

/** Adds what owners inherit from the groups above them: an archived group makes everything below it read-only. */
export function withInheritance(owners: readonly ScannedOwner[]): ScannedOwner[] {
	const groups = new Map(
		owners.filter(({ kind }) => kind === "group").map((group) => [group.path.toLowerCase(), group]),
	);
	return owners.map((owner) => {
		const above = ancestors(owner.path).flatMap((path) => groups.get(path) ?? []);
		return {
			...owner,
			archived: owner.archived || above.some(({ archived }) => archived),
			markedForDeletion: owner.markedForDeletion || above.some((group) => group.markedForDeletion),
		};
	});
}

function ancestors(path: string): string[] {
	const parts = path.toLowerCase().split("/").slice(0, -1);
	return parts.map((_, index) => parts.slice(0, index + 1).join("/"));
}

/** An ID stays a number: as a path GitLab would search for a group of that name. */
function refOf(path: string | number): string | number {
	return typeof path === "string" && /^[1-9]\d{0,14}$/.test(path) ? Number(path) : path;
}

function fromGroup(wire: GroupWire): ScannedOwner {
	return { kind: "group", ...pick(toGroupInfo(wire)) };
}

function fromProject(wire: ProjectWire): ScannedOwner {
	return { kind: "project", ...pick(toProjectInfo(wire)) };
}

function pick(info: Omit<ScannedOwner, "kind">): Omit<ScannedOwner, "kind"> {
	const { id, path, webUrl, archived, markedForDeletion } = info;
	return { id, path, webUrl, archived, markedForDeletion };
}
