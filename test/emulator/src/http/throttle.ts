import type { Throttle } from "../world/entities";
import type { World } from "../world/world";
import type { Credential } from "./authenticate";
import { type HttpResponse, text } from "./response";

/** The decision of the throttles about one request. */
export interface ThrottleVerdict {
	/** The 429 to send instead of serving the request. */
	readonly refusal: HttpResponse | undefined;
	/** Headers for the response to a request that was allowed. */
	readonly headers: Readonly<Record<string, string>>;
}

const UNLIMITED: ThrottleVerdict = { refusal: undefined, headers: {} };

interface Window {
	readonly index: number;
	count: number;
}

/** Rack::Attack's fixed windows: per user with a credential that works, else per address. */
export class Throttles {
	private readonly windows = new Map<string, Window>();

	check(world: World, credential: Credential, remoteAddress: string, nowMs: number): ThrottleVerdict {
		const known = typeof credential === "object" && isUsable(credential, nowMs);
		const kind = known ? "authenticated" : "unauthenticated";
		const limit = world.instance.throttle[kind];
		if (limit === undefined) return UNLIMITED;
		const name = `throttle_${kind}_api`;
		const nowSeconds = Math.floor(nowMs / 1000);
		const observed = this.count(`${name}:${known ? credential.user.id : remoteAddress}`, limit, nowSeconds);
		const headers = describe(name, limit, observed, nowSeconds);
		const { responseText, headersAlways } = world.instance.throttle;
		if (observed > limit.requests) return { refusal: text(429, `${responseText}\n`, headers), headers: {} };
		if (!headersAlways) return UNLIMITED;
		// The response to an allowed request has neither `ResetTime` nor `Retry-After`.
		const { "RateLimit-ResetTime": _resetTime, "Retry-After": _retryAfter, ...always } = headers;
		return { refusal: undefined, headers: always };
	}

	private count(key: string, limit: Throttle, nowSeconds: number): number {
		const index = Math.floor(nowSeconds / limit.periodSeconds);
		let window = this.windows.get(key);
		if (window === undefined || window.index !== index) {
			window = { index, count: 0 };
			this.windows.set(key, window);
		}
		window.count += 1;
		return window.count;
	}
}

function isUsable(token: { expiresAtMs: number | undefined; revoked: boolean }, nowMs: number): boolean {
	return !token.revoked && (token.expiresAtMs === undefined || token.expiresAtMs > nowMs);
}

/** `RateLimit-Limit` is scaled to a minute and rounded up; the other numbers are of the real window. */
function describe(name: string, limit: Throttle, observed: number, nowSeconds: number) {
	const retryAfter = limit.periodSeconds - (nowSeconds % limit.periodSeconds);
	const reset = nowSeconds + retryAfter;
	return {
		"RateLimit-Name": name,
		"RateLimit-Limit": String(Math.ceil((limit.requests * 60) / limit.periodSeconds)),
		"RateLimit-Observed": String(observed),
		"RateLimit-Remaining": String(Math.max(limit.requests - observed, 0)),
		"RateLimit-Reset": String(reset),
		"RateLimit-ResetTime": new Date(reset * 1000).toUTCString(),
		"Retry-After": String(retryAfter),
	};
}
