import { ACCESS_LEVELS, NO_ACCESS } from "./access-level";
import type { Group, Project, TokenOwner, User, Visibility } from "./entities";
import { isGroupArchived, type World } from "./world";

/** On whose behalf a request is served. */
export interface Caller {
	/** `undefined` for an anonymous request. */
	readonly user: User | undefined;
	/** `can_admin_all_resources?`: an administrator, and Admin Mode is off or satisfied. */
	readonly actsAsAdmin: boolean;
}

export const ANONYMOUS: Caller = { user: undefined, actsAsAdmin: false };

/** The caller's highest role in the group: its own members and those of every group above it. */
export function groupAccessLevel(caller: Caller, group: Group): number {
	if (caller.user === undefined) return NO_ACCESS;
	let level = NO_ACCESS;
	for (let at: Group | undefined = group; at !== undefined; at = at.parent) {
		level = Math.max(level, at.members.get(caller.user.id) ?? NO_ACCESS);
	}
	return level;
}

/** The caller's highest role in the project: its own members, and those of the groups above it. */
export function projectAccessLevel(caller: Caller, project: Project): number {
	if (caller.user === undefined) return NO_ACCESS;
	const direct = project.members.get(caller.user.id) ?? NO_ACCESS;
	if (project.namespace.kind === "user") {
		return project.namespace === caller.user ? ACCESS_LEVELS.owner : direct;
	}
	return Math.max(direct, groupAccessLevel(caller, project.namespace));
}

/** The role that counts: administrators are owners everywhere. */
export function effectiveAccessLevel(caller: Caller, owner: TokenOwner): number {
	if (caller.actsAsAdmin) return ACCESS_LEVELS.owner;
	return owner.kind === "project" ? projectAccessLevel(caller, owner) : groupAccessLevel(caller, owner);
}

export function canReadProject(caller: Caller, project: Project): boolean {
	if (project.hidden) return false;
	return (
		isVisible(caller, project.visibility) ||
		caller.actsAsAdmin ||
		caller.user?.auditor === true ||
		projectAccessLevel(caller, project) > NO_ACCESS
	);
}

/** A private group is also readable to whoever has a project somewhere below it. */
export function canReadGroup(world: World, caller: Caller, group: Group): boolean {
	return (
		isVisible(caller, group.visibility) ||
		caller.actsAsAdmin ||
		caller.user?.auditor === true ||
		groupAccessLevel(caller, group) > NO_ACCESS ||
		(caller.user !== undefined && world.groupsByProjectAccess.get(caller.user.id)?.has(group) === true)
	);
}

function isVisible(caller: Caller, visibility: Visibility): boolean {
	return visibility === "public" || (visibility === "internal" && caller.user !== undefined);
}

/** `read_deploy_token`. */
export function canReadDeployTokens(caller: Caller, owner: TokenOwner): boolean {
	return (
		effectiveAccessLevel(caller, owner) >= ACCESS_LEVELS.maintainer || managesDeployTokens(caller, owner)
	);
}

/** `manage_deploy_tokens` of a custom role, in the owner or a group above it. */
function managesDeployTokens({ user }: Caller, owner: TokenOwner): boolean {
	if (user === undefined) return false;
	const above = owner.kind === "group" ? owner.parent : owner.namespace;
	if (owner.deployTokenManagers.has(user.id)) return true;
	return above?.kind === "group" && managesDeployTokens({ user, actsAsAdmin: false }, above);
}

/**
 * `create_deploy_token` and `destroy_deploy_token`: maintainers in a project, owners in a group.
 *
 * An archived project still allows both; an archived group, or one below it, forbids both for everyone.
 */
export function canWriteDeployTokens(caller: Caller, owner: TokenOwner): boolean {
	const level = managesDeployTokens(caller, owner)
		? ACCESS_LEVELS.owner
		: effectiveAccessLevel(caller, owner);
	if (owner.kind === "project") return level >= ACCESS_LEVELS.maintainer;
	return level >= ACCESS_LEVELS.owner && !isGroupArchived(owner);
}
