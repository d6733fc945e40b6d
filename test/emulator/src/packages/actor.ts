import { bearerToken } from "../http/authenticate";
import { basicCredentials } from "../http/basic-credentials";
import { header } from "../http/request";
import type { Exchange } from "../http/route";
import { ACCESS_LEVELS } from "../world/access-level";
import type { DeployToken, Group, Project } from "../world/entities";
import { type Caller, canReadGroup, canReadProject, effectiveAccessLevel } from "../world/permissions";
import { findActiveToken, hasAccessTo, hasAccessToGroup } from "../world/token-access";
import type { World } from "../world/world";

/** On whose behalf a package is read: `current_user`, which may be a deploy token. */
export type Actor =
	| { readonly deployToken: DeployToken; readonly caller?: undefined }
	| { readonly deployToken?: undefined; readonly caller: Caller };

/**
 * `find_user_from_sources` of lib/api/api_guard.rb, on a route that sets `deploy_token_allowed`: a deploy token that
 * is active, else whatever access token there is. A deploy token that is not active counts as none.
 *
 * @throws Rejection 401 for an access token that is unknown: a revoked deploy token that came as a Bearer token is one.
 */
export function actorOf(exchange: Exchange): Actor {
	const deployToken = findActiveToken(exchange.world, givenSecret(exchange), exchange.nowMs);
	if (deployToken === undefined)
		return { caller: exchange.authenticate({ granularPermission: "read_package", boundary: "instance" }) };
	deployToken.lastUsedAtMs = exchange.nowMs;
	return { deployToken };
}

export function isAnonymous({ caller }: Actor): boolean {
	return caller !== undefined && caller.user === undefined;
}

/**
 * `read_package` of app/policies/packages/policies/project_policy.rb. Reading and writing scopes both give it.
 *
 * A deploy token also reads public projects, and internal ones, since it is not an external user (`internal_access` of
 * app/policies/project_policy.rb).
 */
export function canReadPackages({ deployToken, caller }: Actor, project: Project): boolean {
	if (project.hidden) return false;
	if (project.visibility === "public") return true;
	if (deployToken !== undefined)
		return project.visibility === "internal" || opensPackagesOf(deployToken, project);
	const isInternalToUser = project.visibility === "internal" && caller.user !== undefined;
	const readsAll = caller.user?.auditor === true;
	return isInternalToUser || readsAll || effectiveAccessLevel(caller, project) >= ACCESS_LEVELS.reporter;
}

/** `create_package`: a deploy token needs the scope that writes, a user the role of a developer. */
export function canCreatePackages({ deployToken, caller }: Actor, project: Project): boolean {
	if (project.hidden) return false;
	if (deployToken !== undefined)
		return deployToken.scopes.includes("write_package_registry") && hasAccessTo(deployToken, project);
	return effectiveAccessLevel(caller, project) >= ACCESS_LEVELS.developer;
}

/**
 * `read_group`, which a group's deploy token has for that group and those below it, with a scope for packages
 * (app/policies/group_policy.rb). A project's has it for none.
 */
export function canReadGroupAs({ deployToken, caller }: Actor, world: World, group: Group): boolean {
	if (deployToken === undefined) return canReadGroup(world, caller, group);
	if (group.visibility !== "private") return true;
	return hasPackageScope(deployToken) && hasAccessToGroup(deployToken, group);
}

/** `read_project`, which a deploy token has only with a scope for packages. */
export function canReadProjectAs({ deployToken, caller }: Actor, project: Project): boolean {
	if (deployToken === undefined) return canReadProject(caller, project);
	return canReadPackages({ deployToken }, project);
}

function opensPackagesOf(token: DeployToken, project: Project): boolean {
	return hasPackageScope(token) && hasAccessTo(token, project);
}

function hasPackageScope({ scopes }: DeployToken): boolean {
	return scopes.some((scope) => PACKAGE_SCOPES.has(scope));
}

const PACKAGE_SCOPES: ReadonlySet<string> = new Set(["read_package_registry", "write_package_registry"]);

/** `deploy_token_from_request` of lib/gitlab/auth/auth_finders.rb; the user name of Basic does not matter here. */
function givenSecret({ request, params }: Exchange): string | undefined {
	const basic = basicCredentials(request);
	if (basic !== undefined) return basic.password;
	return header(request, "deploy-token") ?? bearerToken(request, params);
}
