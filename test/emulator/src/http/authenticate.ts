import { isBlank, strip } from "../ruby/text";
import type { AccessToken, User } from "../world/entities";
import { ANONYMOUS, type Caller } from "../world/permissions";
import { findUser, type World } from "../world/world";
import { assertGranularPermission, type Boundary } from "./granular";
import type { RawParams } from "./raw-params";
import { type HttpRequest, header } from "./request";
import { forbidden, json, notFound, Rejection, unauthorized } from "./response";

/** A CI job token in the place of an access token is ignored, and no route here reads it elsewhere. */
const JOB_TOKEN_PREFIX = "glcbt-";

/** The credential a request carries, before anything about it is checked. */
export type Credential = AccessToken | "none" | "unknown";

/** What an endpoint requires of an access token. */
export interface AccessRequirement {
	/** Scopes of which any one is sufficient, in addition to `api` and, for reads, `read_api`. */
	readonly extraScopes?: readonly string[];
	/** Any token will do, whatever its scopes. */
	readonly anyScope?: boolean;
	/** The permission that a fine-grained token needs instead … */
	readonly granularPermission: string;
	/** … and on what; by the path of the endpoint when absent. */
	readonly boundary?: Boundary;
}

/**
 * Finds the access token of a request, in the order of `auth_finders.rb`.
 *
 * OAuth tokens come by `access_token`, `Authorization: Bearer` and `bearer_token`; failing that, an access token by
 * `private_token`, then by `PRIVATE-TOKEN`, then by the same places. `JOB-TOKEN` is not read on these routes, and
 * `Deploy-Token` on those of packages only, before anything here (`packages/actor.ts`).
 */
export function findCredential(world: World, request: HttpRequest, params: RawParams): Credential {
	const bearer = bearerToken(request, params);
	if (bearer !== undefined) {
		const oauth = world.accessTokens.get(bearer);
		if (oauth?.type === "oauth") return oauth;
	}
	const given = textParam(params, "private_token") ?? present(header(request, "private-token")) ?? bearer;
	if (given === undefined || given.startsWith(JOB_TOKEN_PREFIX)) return "none";
	const personal = world.accessTokens.get(given);
	return personal !== undefined && personal.type !== "oauth" ? personal : "unknown";
}

/** `parsed_oauth_token`: the token of a request by the rules of OAuth. */
export function bearerToken(request: HttpRequest, params: RawParams): string | undefined {
	return (
		textParam(params, "access_token") ??
		bearerOf(header(request, "authorization")) ??
		textParam(params, "bearer_token")
	);
}

/**
 * Turns a credential into a caller: validity first, then sudo, then the endpoint's requirements.
 *
 * @throws Rejection with 401, 403 or, for an unknown sudo target, 404.
 */
export function authenticate(
	world: World,
	credential: Credential,
	requirement: AccessRequirement,
	request: HttpRequest,
	params: RawParams,
	nowMs: number,
): Caller {
	if (credential === "unknown") throw unauthorized();
	const sudo = sudoIdentifier(request, params);
	if (credential === "none") {
		if (sudo !== undefined) throw unauthorized();
		return ANONYMOUS;
	}
	assertUsable(credential, nowMs, world.instance);
	const owner: Caller = { user: credential.user, actsAsAdmin: actsAsAdmin(world, credential) };
	const target = sudo === undefined ? credential.user : sudoTarget(world, credential, owner, sudo);
	const asOther = target !== credential.user;
	if (requirement.anyScope !== true) {
		// Under sudo, a fine-grained token is still limited to its permissions, while scopes no longer matter.
		if (credential.granular !== undefined) {
			const { granularPermission, boundary = "instance" } = requirement;
			assertGranularPermission(world, owner, credential.granular, granularPermission, boundary, params.id);
		} else if (!asOther) assertScope(credential, requirement, request.method);
	}
	return asOther ? { user: target, actsAsAdmin: target.admin && !world.instance.adminMode } : owner;
}

/** The parameter wins over the header; an empty one is a user that does not exist. */
function sudoIdentifier(request: HttpRequest, params: RawParams): string | undefined {
	const given = params.sudo ?? header(request, "sudo");
	return given === undefined || given === null ? undefined : String(given);
}

/** `bypass_session_for_admin_mode?`: with Admin Mode on, the token needs the scope `admin_mode`. */
function actsAsAdmin(world: World, token: AccessToken): boolean {
	return token.user.admin && (!world.instance.adminMode || token.scopes.includes("admin_mode"));
}

function sudoTarget(world: World, token: AccessToken, caller: Caller, identifier: string): User {
	if (!caller.actsAsAdmin) throw forbidden("Must be admin to use sudo");
	if (token.granular !== undefined && !token.scopes.includes("sudo"))
		throw forbidden("Fine-grained token must have sudo enabled to use sudo");
	if (!token.scopes.includes("sudo")) throw insufficientScope(["sudo"]);
	const target = findUser(world, identifier);
	if (target === undefined) throw notFound(`User with ID or username '${identifier}'`);
	return target;
}

function assertUsable(token: AccessToken, nowMs: number, { impersonation }: World["instance"]): void {
	if (token.expiresAtMs !== undefined && token.expiresAtMs <= nowMs) {
		throw invalidToken("Token is expired. You can either do re-authorization or token refresh.");
	}
	if (token.revoked) throw invalidToken("Token was revoked. You have to re-authorize from the user.");
	if (token.type === "impersonation" && !impersonation)
		throw invalidToken("Token is an impersonation token but impersonation was disabled.");
}

function assertScope(token: AccessToken, requirement: AccessRequirement, method: string): void {
	const reads = method === "GET" || method === "HEAD";
	const extra = reads ? (requirement.extraScopes ?? []) : [];
	const sufficient = [...extra, "api", ...(reads ? ["read_api"] : [])];
	if (!token.scopes.some((scope) => sufficient.includes(scope))) {
		// The response lists every scope registered for the endpoint, those for reads only included.
		throw insufficientScope([...(requirement.extraScopes ?? []), "api", "read_api"]);
	}
}

function invalidToken(description: string): Rejection {
	const challenge = `Bearer realm="Protected by OAuth 2.0", error="invalid_token", error_description="${description}"`;
	const body = { error: "invalid_token", error_description: description };
	return new Rejection(json(401, body, { "WWW-Authenticate": challenge }));
}

/** Without a challenge, against the standard: a FIXME in `api_guard.rb` says so. */
function insufficientScope(scopes: readonly string[]): Rejection {
	return new Rejection(
		json(403, {
			error: "insufficient_scope",
			error_description: "The request requires higher privileges than provided by the access token.",
			scope: scopes.join(" "),
		}),
	);
}

function textParam(params: RawParams, name: string): string | undefined {
	const value = params[name];
	return typeof value === "string" ? present(value) : undefined;
}

function present(value: string | undefined): string | undefined {
	return value === undefined || isBlank(value) ? undefined : value;
}

function bearerOf(authorization: string | undefined): string | undefined {
	return present(strip(/^bearer (.*)$/i.exec(authorization ?? "")?.[1] ?? ""));
}
