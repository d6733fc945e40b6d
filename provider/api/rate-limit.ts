/** What GitLab says of its limit beside an answer. */
export interface Quota {
	/** Requests that it still takes before the limit resets, by this answer's time. */
	readonly remaining: number;
	/** When the limit resets: GitLab's epoch seconds, which also tell one window from the next. */
	readonly reset: number;
	/** The same by our own clock, in epoch milliseconds. */
	readonly resetAtMs: number;
	/** Requests of a whole window; absent where GitLab does not say. */
	readonly capacity?: number;
}

/** Clocks that differ by less are taken for equal: `Date` counts whole seconds, and an answer takes a while. */
const MAX_SKEW_MS = 2_000;

/**
 * The quota that an answer tells of, `undefined` where it tells of none.
 *
 * GitLab before 18 tells it only with a 429, later ones with every answer. `RateLimit-Limit` is of no use: it is
 * scaled to a minute and rounded up, while the other numbers are those of the real window.
 *
 * Source: GitLab `lib/gitlab/rack_attack/request_throttle_data.rb`.
 */
export function quotaOf(headers: ReadonlyMap<string, string>, nowMs: number): Quota | undefined {
	const remaining = count(headers.get("ratelimit-remaining"));
	const reset = count(headers.get("ratelimit-reset"));
	if (remaining === undefined || reset === undefined) return undefined;
	const skewMs = Date.parse(headers.get("date") ?? "") - nowMs;
	const resetAtMs = reset * 1000 - (Math.abs(skewMs) < MAX_SKEW_MS ? 0 : skewMs || 0);
	const observed = count(headers.get("ratelimit-observed"));
	// What is refused is observed too, so beyond the limit the sum says nothing.
	const capacity = observed === undefined || remaining === 0 ? undefined : observed + remaining;
	return { remaining, reset, resetAtMs, ...(capacity === undefined ? {} : { capacity }) };
}

/** What is known after another answer; answers come in any order. */
export function newerQuota(known: Quota | undefined, told: Quota): Quota {
	if (known === undefined) return told;
	if (told.reset < known.reset) return known;
	const capacity = told.capacity ?? known.capacity;
	const remaining = told.reset === known.reset ? Math.min(known.remaining, told.remaining) : told.remaining;
	return { ...told, remaining, ...(capacity === undefined ? {} : { capacity }) };
}

/** Requests that may be under way at once so that none of them is refused. */
export function roomIn(quota: Quota | undefined, nowMs: number): number {
	if (quota === undefined) return Number.POSITIVE_INFINITY;
	// Of a new window nothing has been told yet but that it is like the one before.
	return nowMs < quota.resetAtMs ? quota.remaining : (quota.capacity ?? Number.POSITIVE_INFINITY);
}

function count(text: string | undefined): number | undefined {
	return text !== undefined && /^\d{1,11}$/.test(text.trim()) ? Number(text) : undefined;
}
