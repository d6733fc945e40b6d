import { randomUUID } from "node:crypto";
import type { AccessToken } from "../world/entities";
import type { World } from "../world/world";
import { type Answer, apiError, grapeError, Rejection, routeNotFound } from "./answer";
import { authenticate, findCredential } from "./authenticate";
import { type ParsedParams, parseParams, type RawParams } from "./raw-params";
import type { HttpRequest } from "./request";
import type { Route } from "./route";
import type { Router } from "./router";
import type { Throttles } from "./throttle";

/** What an API request came to. */
export interface Served {
	readonly answer: Answer;
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

/**
 * Serves one request below `/api`, in GitLab's order: throttles, malformed strings, route, body, parameters,
 * authentication, and then whatever the route itself does.
 *
 * @param apiPath The path below the relative root, from `/api` on.
 */
export async function serveApi(state: ApiState, request: HttpRequest, apiPath: string): Promise<Served> {
	const parsed = await parseParams(request);
	const credential = findCredential(state.world, request, knownParams(parsed));
	const user = isAccessToken(credential) ? credential.user.username : null;

	const throttle = state.throttles.check(state.world, credential, request.remoteAddress, state.nowMs);
	if (throttle.refusal !== undefined)
		return { answer: withCommonHeaders(throttle.refusal), user, route: undefined };
	const finish = (answer: Answer, route?: Route): Served => ({
		answer: withCommonHeaders(answer, throttle.headers),
		user,
		route,
	});

	if ("malformed" in parsed) return finish(parsed.malformed);
	if (/^\/api\/v3(\/|$)/.test(apiPath)) {
		return finish(grapeError(410, "API V3 is no longer supported. Use API V4 instead."));
	}
	const match = apiPath.startsWith("/api/v4/")
		? state.router.match(request.method, apiPath.slice("/api/v4/".length))
		: undefined;
	if (match === undefined) return finish(routeNotFound);
	const { route } = match;
	if ("unreadableBody" in parsed) return finish(parsed.unreadableBody, route);

	const params = { ...parsed.params, ...match.pathParams };
	try {
		const answer = route.serve({
			world: state.world,
			request,
			params,
			nowMs: state.nowMs,
			accessToken: isAccessToken(credential) ? credential : undefined,
			authenticate: (requirement) =>
				authenticate(state.world, credential, requirement, request, params, state.nowMs),
		});
		return finish(answer, route);
	} catch (error) {
		if (error instanceof Rejection) return finish(error.answer, route);
		return finish(apiError(500, "500 Internal Server Error"), route);
	}
}

function knownParams(parsed: ParsedParams): RawParams {
	if ("params" in parsed) return parsed.params;
	return "query" in parsed ? parsed.query : {};
}

function isAccessToken(credential: AccessToken | "none" | "unknown"): credential is AccessToken {
	return typeof credential === "object";
}

function withCommonHeaders(answer: Answer, more: Readonly<Record<string, string>> = {}): Answer {
	return {
		...answer,
		headers: {
			"Cache-Control": answer.status === 200 ? "max-age=0, private, must-revalidate" : "no-cache",
			Vary: "Origin",
			"X-Content-Type-Options": "nosniff",
			"X-Frame-Options": "SAMEORIGIN",
			"X-Request-Id": randomUUID().replaceAll("-", ""),
			...answer.headers,
			...more,
		},
	};
}
