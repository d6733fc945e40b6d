import { bearerToken } from "../http/authenticate";
import { basicCredentials } from "../http/basic-credentials";
import { header } from "../http/request";
import type { Exchange } from "../http/route";
import { ACCESS_LEVELS } from "../world/access-level";
import type { DeployToken, Project } from "../world/entities";
import { type Caller, canReadProject, effectiveAccessLevel } from "../world/permissions";
import { findActiveToken, hasAccessTo } from "../world/token-access";

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

/** `read_project`, which a deploy token has only with a scope for packages. */
export function canReadProjectAs({ deployToken, caller }: Actor, project: Project): boolean {
	if (deployToken === undefined) return canReadProject(caller, project);
	return canReadPackages({ deployToken }, project);
}

function opensPackagesOf(token: DeployToken, project: Project): boolean {
	return token.scopes.some((scope) => PACKAGE_SCOPES.has(scope)) && hasAccessTo(token, project);
}

const PACKAGE_SCOPES: ReadonlySet<string> = new Set(["read_package_registry", "write_package_registry"]);

/** `deploy_token_from_request` of lib/gitlab/auth/auth_finders.rb; the user name of Basic does not matter here. */
function givenSecret({ request, params }: Exchange): string | undefined {
	const basic = basicCredentials(request);
	if (basic !== undefined) return basic.password;
	return header(request, "deploy-token") ?? bearerToken(request, params);
}
