import type { AccessToken, Group, Instance, Project, User } from "./entities";
import type { DeployTokenTable } from "./token-table";

/** The data of one emulated instance. A reset creates a new one; requests in flight keep theirs. */
export interface World {
	readonly instance: Instance;
	readonly users: ReadonlyMap<number, User>;
	readonly groups: ReadonlyMap<number, Group>;
	readonly projects: ReadonlyMap<number, Project>;
	readonly accessTokens: ReadonlyMap<string, AccessToken>;
	/** Keys are lower case. */
	readonly usersByName: ReadonlyMap<string, User>;
	readonly groupsByPath: ReadonlyMap<string, Group>;
	readonly projectsByPath: ReadonlyMap<string, Project>;
	/** Old full paths that redirect to a project that was moved. */
	readonly projectRedirects: ReadonlyMap<string, Project>;
	/** Groups that a user sees only because of a project below them: user id → groups. */
	readonly groupsByProjectAccess: ReadonlyMap<number, ReadonlySet<Group>>;
	readonly deployTokens: DeployTokenTable;
}

/** The address that the instance reports as its own, without a trailing slash. */
export function externalBase({ externalUrl, relativeRoot }: Instance): string {
	return `${externalUrl.origin}${relativeRoot}`;
}

/** `INTEGER_ID_REGEX = /^-?\d+$/` of `lib/api/helpers.rb`, where `^` and `$` are the ends of a line. */
function isIntegerId(id: string): boolean {
	return id.split("\n").some((line) => /^-?\d+$/.test(line));
}

/** `String#to_i`, which the database's type makes of it. */
function toInteger(id: string): number {
	return Number(/^[\t\n\v\f\r ]*([-+]?\d+)/.exec(id)?.[1] ?? 0);
}

/** `find_project`: a number is an id; a path needs a slash and follows renames. */
export function findProject(world: World, id: string): Project | undefined {
	if (isIntegerId(id)) return world.projects.get(toInteger(id));
	if (!id.includes("/")) return undefined;
	const path = id.toLowerCase();
	return world.projectsByPath.get(path) ?? world.projectRedirects.get(path);
}

/** `find_group`: a number is an id, anything else a full path; renames are not followed. */
export function findGroup(world: World, id: string): Group | undefined {
	return isIntegerId(id) ? world.groups.get(toInteger(id)) : world.groupsByPath.get(id.toLowerCase());
}

/** `find_user`: a number is an id, anything else a username. */
export function findUser(world: World, id: string): User | undefined {
	return isIntegerId(id) ? world.users.get(toInteger(id)) : world.usersByName.get(id.toLowerCase());
}

/** Whether the group, or any group above it, is archived. */
export function isGroupArchived(group: Group): boolean {
	for (let at: Group | undefined = group; at !== undefined; at = at.parent) if (at.archived) return true;
	return false;
}

/** Whether the project, or any group above it, is archived. */
export function isProjectArchived(project: Project): boolean {
	return project.archived || (project.namespace.kind === "group" && isGroupArchived(project.namespace));
}

/** The group and everything below it, depth first. */
export function* groupTree(group: Group): Generator<Group> {
	yield group;
	for (const subgroup of group.subgroups) yield* groupTree(subgroup);
}
