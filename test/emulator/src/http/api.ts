import { randomBytes } from "node:crypto";
import { withEntityTag } from "../rack/entity-tag";
import { isKnownMethod } from "../rails/http-methods";
import { escapeForPages } from "../rails/json-encoding";
import type { AccessToken } from "../world/entities";
import type { World } from "../world/world";
import { authenticate, findCredential } from "./authenticate";
import { type ReadRequest, readRequest } from "./raw-params";
import type { HttpRequest } from "./request";
import {
	grapeError,
	type HttpResponse,
	internalError,
	outsideEndpoint,
	Rejection,
	routeNotFound,
} from "./response";
import type { Route } from "./route";
import type { RouteMatch, Router } from "./router";
import type { Throttles } from "./throttle";

/** What an API request came to. */
export interface Served {
	readonly response: HttpResponse;
	/** The owner of the credential, whether it was good or not; `null` without a known one. */
	readonly user: string | null;
	readonly route: Route | undefined;
}

export interface ApiState {
	readonly world: World;
	readonly router: Router;
	readonly throttles: Throttles;
	readonly nowMs: number;
}

type Credential = ReturnType<typeof findCredential>;

/**
 * Serves one request below `/api`, in GitLab's order: throttles, malformed strings, route, body, parameters,
 * authentication, and then whatever the route itself does.
 *
 * @param apiPath The path below the relative root, normalised, from `/api` on.
 */
export function serveApi(state: ApiState, incoming: HttpRequest, apiPath: string): Served {
	const startedMs = performance.now();
	const { world } = state;
	const normalised = { ...incoming, path: `${world.instance.relativeRoot}${apiPath}` };
	const read = readRequest(normalised);
	const request = { ...normalised, method: read.method };
	const credential = findCredential(world, request, read.params);
	const user = isAccessToken(credential) ? credential.user.username : null;

	const throttle = state.throttles.check(world, credential, request.remoteAddress, state.nowMs);
	if (throttle.refusal !== undefined)
		return { response: complete(request, throttle.refusal, { startedMs }), user, route: undefined };
	const { response, route } = dispatch(state, request, apiPath, read, credential);
	return { response: complete(request, response, { startedMs, ...throttle }), user, route };
}

function dispatch(
	state: ApiState,
	request: HttpRequest,
	apiPath: string,
	read: ReadRequest,
	credential: Credential,
): { readonly response: HttpResponse; readonly route?: Route } {
	if (read.refusal !== undefined) return { response: read.refusal };
	if (!isKnownMethod(request.method)) return { response: methodNotAllowed };
	if (/^\/api\/v3(\/|$)/.test(apiPath))
		return { response: grapeError(410, "API V3 is no longer supported. Use API V4 instead.") };
	if (!apiPath.startsWith("/api/v4/")) return { response: routeNotFound };
	const path = apiPath.slice("/api/v4/".length);
	const { grape } = state.world.instance;
	const match = state.router.match(request.method, path, grape);
	// The route that catches what has none is one of Grape's too, with its formatter.
	if (read.formatError !== undefined)
		return { response: read.formatError, ...(match === undefined ? {} : { route: match.route }) };
	if (match !== undefined)
		return { response: serveRoute(state, request, match, read, credential), route: match.route };
	const allow = request.method === "OPTIONS" ? state.router.allowedMethods(path, grape) : undefined;
	return { response: allow === undefined ? routeNotFound : options(allow) };
}

function serveRoute(
	{ world, nowMs }: ApiState,
	request: HttpRequest,
	{ route, pathParams }: RouteMatch,
	read: ReadRequest,
	credential: Credential,
): HttpResponse {
	const params = { ...read.params, ...pathParams };
	try {
		return route.serve({
			world,
			request,
			params,
			nowMs,
			accessToken: isAccessToken(credential) ? credential : undefined,
			authenticate: (requirement) => authenticate(world, credential, requirement, request, params, nowMs),
		});
	} catch (error) {
		return error instanceof Rejection ? error.response : internalError().response;
	}
}

/** Rails' `UnknownHttpMethod`. */
const methodNotAllowed: HttpResponse = outsideEndpoint({ status: 405, headers: {}, body: "" });

/** What Grape makes for every path: 204 without authentication. */
function options(allow: readonly string[]): HttpResponse {
	return { status: 204, headers: { Allow: allow.join(", ") }, body: undefined };
}

function isAccessToken(credential: Credential): credential is AccessToken {
	return typeof credential === "object";
}

/** A ULID, as Workhorse assigns one to every request: 26 digits in base 32, of which the first two are the time for decades. */
function correlationId(): string {
	const digits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
	return `01${[...randomBytes(24)].map((byte) => digits[byte % 32]).join("")}`;
}

/** Puts in what the middleware around the API adds to every response. */
function complete(
	request: HttpRequest,
	response: HttpResponse,
	{ startedMs, headers: more = {} }: { startedMs: number; headers?: Readonly<Record<string, string>> },
): HttpResponse {
	const presented = response.status === 200 || response.status === 201;
	const isJson = response.headers["Content-Type"] === "application/json";
	const body =
		presented && isJson && typeof response.body === "string" ? escapeForPages(response.body) : response.body;
	const requestId = correlationId();
	const headers = {
		Vary: "Origin",
		...(response.outsideEndpoint === true
			? {}
			: { "X-Content-Type-Options": "nosniff", "X-Frame-Options": "SAMEORIGIN" }),
		"X-Gitlab-Meta": JSON.stringify({ correlation_id: requestId, version: "1" }),
		"X-Request-Id": requestId,
		"X-Runtime": ((performance.now() - startedMs) / 1000).toFixed(6),
		...response.headers,
		...more,
	};
	return withEntityTag(request, { ...response, headers, body });
}
