import type { ErrorCode } from "./error-codes";
import { type GitLabHttpError, type GitLabNetworkError, isGitLabDeployTokenError } from "./errors";
import { parseHttpDate } from "./http-date";

/** What decides whether a request may be sent again. */
export interface AttemptFacts {
	readonly method: string;
	/** Attempts that count, this one included; the first failure passes 1. */
	readonly attempt: number;
}

/** How an attempt ended. */
export type Outcome =
	| {
			readonly kind: "response";
			readonly status: number;
			readonly headers: ReadonlyMap<string, string>;
			/** GitLab refuses every write for now, as `GITLAB_READ_ONLY` says: waiting seconds does not help. */
			readonly readOnly?: boolean;
	  }
	| { readonly kind: "fault"; readonly mayHaveExecuted: boolean; readonly permanent: boolean };

export interface RetryPolicy {
	/** Retries after the first attempt; waits that GitLab requested do not count. */
	readonly retries: number;
	/** First wait of the schedule, milliseconds; doubled for each further one. */
	readonly baseDelayMs: number;
	/** Longest wait of the schedule, milliseconds. */
	readonly maxDelayMs: number;
}

/** Five retries, 0.5 s doubling to at most 20 s, each wait between half and all of that. */
export const DEFAULT_RETRY_POLICY: RetryPolicy = { retries: 5, baseDelayMs: 500, maxDelayMs: 20_000 };

/** A wait before the next attempt. */
export interface Wait {
	readonly delayMs: number;
	/** Whether GitLab requested the wait: such a wait uses up no attempt. */
	readonly requested: boolean;
}

/** What the waits are computed from. */
export interface RetryContext {
	readonly policy: RetryPolicy;
	/** Epoch milliseconds. */
	readonly nowMs: number;
	/** A number from 0 to 1 that adds jitter to the waits of many clients. */
	readonly random: number;
}

/**
 * The wait before the next attempt, or `undefined` if the request must not be sent again.
 *
 * A POST is repeated only where GitLab certainly did not execute it: after 429, or where no connection was
 * established. GitLab shows a deploy token's secret once, so a second POST creates a second token whose secret is
 * lost. GET and DELETE are also repeated after a lost response and any 5xx.
 */
export function nextWait(
	request: AttemptFacts,
	outcome: Outcome,
	{ policy, nowMs, random }: RetryContext,
): Wait | undefined {
	if (!mayRepeat(request.method, outcome)) return undefined;
	const requestedMs = outcome.kind === "response" ? (requestedWaitMs(outcome.headers, nowMs) ?? 0) : 0;
	// A wait of zero, as a clock ahead of GitLab's computes for a reset, would send requests without end or pause.
	if (requestedMs > 0) return { delayMs: requestedMs + Math.ceil(random * 250), requested: true };
	if (request.attempt > policy.retries) return undefined;
	const ceiling = Math.min(policy.maxDelayMs, policy.baseDelayMs * 2 ** (request.attempt - 1));
	return { delayMs: Math.ceil(ceiling * (0.5 + random / 2)), requested: false };
}

function mayRepeat(method: string, outcome: Outcome): boolean {
	if (outcome.kind === "fault") {
		if (outcome.permanent) return false;
		return method !== "POST" || !outcome.mayHaveExecuted;
	}
	if (outcome.readOnly) return false;
	if (outcome.status === 429) return true;
	return method !== "POST" && outcome.status >= 500 && outcome.status !== 501;
}

/**
 * Whether GitLab may have executed the request that failed with `error`: the one place that decides whether a POST
 * may have created a token.
 *
 * A 5xx or 408 may come from a proxy after GitLab has executed the request, and a success that cannot be read was
 * one. A request that never reached GitLab, and one that GitLab refused, were not executed. Of an error of another
 * package nothing is known.
 */
export function mayHaveExecuted(error: unknown): boolean {
	if (!isGitLabDeployTokenError(error)) return true;
	if (EXECUTED.has(error.code)) return true;
	if (error.code === "GITLAB_READ_ONLY") return false;
	const facts = error as Partial<
		Pick<GitLabHttpError, "status"> & Pick<GitLabNetworkError, "mayHaveExecuted">
	>;
	return facts.mayHaveExecuted ?? (facts.status !== undefined && isUnclear(facts.status));
}

const EXECUTED: ReadonlySet<ErrorCode> = new Set([
	"CREATE_UNCERTAIN",
	"GITLAB_RESPONSE_UNREADABLE",
	"INTERNAL_FAULT",
]);

function isUnclear(status: number): boolean {
	return status >= 500 || status === 408;
}

/** The wait that `Retry-After` (seconds or a date) or `RateLimit-Reset` (epoch seconds) request, in milliseconds. */
export function requestedWaitMs(headers: ReadonlyMap<string, string>, nowMs: number): number | undefined {
	const retryAfter = headers.get("retry-after")?.trim();
	if (retryAfter !== undefined) {
		if (/^\d{1,9}$/.test(retryAfter)) return Number(retryAfter) * 1000;
		const at = parseHttpDate(retryAfter);
		if (at !== undefined) return Math.max(0, at - nowMs);
	}
	const reset = headers.get("ratelimit-reset")?.trim();
	if (reset !== undefined && /^\d{9,11}$/.test(reset)) return Math.max(0, Number(reset) * 1000 - nowMs);
	return undefined;
}
