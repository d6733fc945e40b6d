import { basicCredentials } from "../http/basic-credentials";
import type { HttpRequest } from "../http/request";
import { type HttpResponse, json } from "../http/response";
import type { DeployToken, Project } from "../world/entities";
import { findTokenForGitClient, hasAccessTo } from "../world/token-access";
import { externalBase, type World } from "../world/world";
import { projectOfImage } from "./image-name";
import { type Access, type RegistryTokens, SERVICE } from "./registry-token";

/**
 * `GET /jwt/auth`: a signed token for the registry, as in app/controllers/jwt_controller.rb and
 * app/services/auth/container_registry_authentication_service.rb.
 *
 * Actions that the credentials do not allow are left out of the token. Refused are only a token without a scope for
 * the registry, and an anonymous request for anything but public repositories.
 */
export function serveTokenEndpoint(
	world: World,
	tokens: RegistryTokens,
	request: HttpRequest,
	nowMs: number,
): HttpResponse {
	if (request.method !== "GET" && request.method !== "HEAD") return notFound;
	const query = new URLSearchParams(request.query);
	const credentials = basicCredentials(request);
	// The project is not known here, so a token of any project passes; the scope decides.
	const token = credentials && findTokenForGitClient(world, credentials, undefined, nowMs);
	if (credentials !== undefined && token === undefined) return accessDenied(world);
	if (token !== undefined) token.lastUsedAtMs = nowMs;
	if (query.get("service") !== SERVICE) return notFound;

	if (token !== undefined && !token.scopes.some((scope) => REGISTRY_SCOPES.has(scope))) return forbidden;
	const access = query
		.getAll("scope")
		.flatMap((scopes) => scopes.split(/\s+/))
		.flatMap((scope) => allowedAccess(world, token, scope));
	if (token === undefined && access.length === 0) return forbidden;
	return json(200, { token: tokens.issue(access, token === undefined ? "none" : "deploy_token", nowMs) });
}

const REGISTRY_SCOPES: ReadonlySet<string> = new Set(["read_registry", "write_registry"]);

/** `process_scope`: `repository:grp/proj/image:pull,push`, with the actions that are allowed. */
function allowedAccess(world: World, token: DeployToken | undefined, scope: string): Access[] {
	const [type, name = "", actions = ""] = scope.split(":");
	const project = type === "repository" ? projectOfImage(world, name) : undefined;
	if (project === undefined) return [];
	const allowed = actions.split(",").filter((action) => isAllowed(project, token, action));
	return allowed.length === 0 ? [] : [{ type: "repository", name, actions: allowed }];
}

/** `can_access?`: deploy tokens pull and push, and never delete; anyone pulls what is public, given the ability. */
function isAllowed(project: Project, token: DeployToken | undefined, action: string): boolean {
	const has = (scope: string) => token?.scopes.includes(scope) === true;
	const reaches = token !== undefined && hasAccessTo(token, project);
	if (action === "pull") {
		const isPublic = project.visibility === "public";
		return (token === undefined || has("read_registry")) && (reaches || isPublic);
	}
	return action === "push" && has("write_registry") && reaches;
}

const notFound: HttpResponse = { status: 404, headers: {}, body: "" };

const forbidden: HttpResponse = json(403, { errors: [{ code: "DENIED", message: "access forbidden" }] });

function accessDenied({ instance }: World): HttpResponse {
	const help =
		`${externalBase(instance)}/help/user/profile/account/two_factor_authentication_troubleshooting.md` +
		"#error-http-basic-access-denied-if-a-password-was-provided-for-git-authentication-";
	const message =
		"HTTP Basic: Access denied. If a password was provided for Git authentication, the password was incorrect " +
		"or you're required to use a token instead of a password. If a token was provided, it was either " +
		`incorrect, expired, or improperly scoped. See ${help}`;
	return json(401, { errors: [{ code: "UNAUTHORIZED", message }] });
}
