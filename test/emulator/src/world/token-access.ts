import { displayUsername, isActive } from "./deploy-token";
import type { DeployToken, Group, Project } from "./entities";
import type { World } from "./world";

/** `DeployToken.active.find_by_token`: neither revoked nor expired. */
export function findActiveToken(
	{ deployTokens, instance }: World,
	secret: string | undefined,
	nowMs: number,
): DeployToken | undefined {
	const token = secret === undefined ? undefined : deployTokens.findBySecret(secret);
	return token !== undefined && isActive(token, instance.expiryMode, nowMs) ? token : undefined;
}

/**
 * `deploy_token_check` of lib/gitlab/auth.rb, for Git and the registry: the secret, the username, and, where the
 * request names a project, access to it. A token without a suitable scope passes; what it may do is checked later.
 */
export function findTokenForGitClient(
	world: World,
	{ login, password }: { readonly login: string; readonly password: string | undefined },
	project: Project | undefined,
	nowMs: number,
): DeployToken | undefined {
	const token = findActiveToken(world, password, nowMs);
	if (token === undefined || login !== displayUsername(token)) return undefined;
	return project === undefined || hasAccessTo(token, project) ? token : undefined;
}

/**
 * `has_access_to?` of app/models/project_deploy_token.rb and group_deploy_token.rb: a token of a project reaches
 * that project, one of a group the projects in the group and in the groups below it.
 */
export function hasAccessTo(token: DeployToken, project: Project): boolean {
	if (token.owner.kind === "project") return token.owner.id === project.id;
	return project.namespace.kind === "group" && hasAccessToGroup(token, project.namespace);
}

/** `has_access_to_group?`: a token of a group reaches that group and those below it, one of a project none. */
export function hasAccessToGroup({ owner }: DeployToken, group: Group): boolean {
	if (owner.kind === "project") return false;
	for (let at: Group | undefined = group; at !== undefined; at = at.parent)
		if (at.id === owner.id) return true;
	return false;
}
