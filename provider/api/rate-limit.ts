/** What GitLab reports of its limit with a response. */
export interface Quota {
	/** Requests that remain before the limit resets, as of this response. */
	readonly remaining: number;
	/** When the limit resets: GitLab's epoch seconds, which also identify a window. */
	readonly reset: number;
	/** The same by this machine's clock, in epoch milliseconds. */
	readonly resetAtMs: number;
	/** Requests of a whole window; absent where GitLab does not report it. */
	readonly capacity?: number;
}

/** Clocks that differ by less count as equal: `Date` counts whole seconds, and a response takes a while. */
const MAX_SKEW_MS = 2_000;

/**
 * The quota that a response reports, `undefined` where it reports none.
 *
 * GitLab before 18 sends it only with a 429, later ones with every response. `RateLimit-Limit` is of no use: it is
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
	// Refused requests are observed too, so beyond the limit the sum means nothing.
	const capacity = observed === undefined || remaining === 0 ? undefined : observed + remaining;
	return { remaining, reset, resetAtMs, ...(capacity === undefined ? {} : { capacity }) };
}

/** What is known after another response; responses come in any order. */
export function newerQuota(known: Quota | undefined, reported: Quota): Quota {
	if (known === undefined) return reported;
	if (reported.reset < known.reset) return known;
	const capacity = reported.capacity ?? known.capacity;
	const remaining =
		reported.reset === known.reset ? Math.min(known.remaining, reported.remaining) : reported.remaining;
	return { ...reported, remaining, ...(capacity === undefined ? {} : { capacity }) };
}

/** Requests that may be in flight at once so that none of them is refused. */
export function roomIn(quota: Quota | undefined, nowMs: number): number {
	if (quota === undefined) return Number.POSITIVE_INFINITY;
	// Nothing has been reported yet of a new window, except that it is like the one before.
	return nowMs < quota.resetAtMs ? quota.remaining : (quota.capacity ?? Number.POSITIVE_INFINITY);
}

function count(text: string | undefined): number | undefined {
	return text !== undefined && /^\d{1,11}$/.test(text.trim()) ? Number(text) : undefined;
}
