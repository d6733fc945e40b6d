import type { z } from "zod";
import type { Clock } from "./clock";
import { GitLabNetworkError } from "./errors";
import { quotaOf } from "./rate-limit";
import { RequestLimiter } from "./request-limiter";
import { httpError, parseResponse, refusesWrites } from "./responses";
import { DEFAULT_RETRY_POLICY, nextWait, type Outcome } from "./retry";
import { ServerClock } from "./server-clock";
import { type Settings, settingNames } from "./settings";
import type { ApiRequest, ApiResponse, Transport } from "./transport";
import { waitMessage } from "./wait-message";

/** By when an operation must have ended. */
export interface Deadline {
	/** Epoch milliseconds. May move closer while a request waits. */
	readonly atMs: number;
	/** The operation's timeout in all, where that is not the connection's `operationTimeout`. */
	readonly totalMs?: number | undefined;
	/** Whether the operation was cancelled before its deadline. */
	readonly cancelled?: boolean;
}

/** Optional collaborators of a client. */
export interface ClientOptions {
	/** A number from 0 to 1, which adds jitter to the waits of many clients. */
	readonly random?: () => number;
	/** Receives what the user should know, such as a clock that differs. */
	readonly report?: (message: string) => void;
}

/** A GitLab's REST API: retries what may be retried, and turns failures into the error family. */
export class GitLabClient {
	private readonly limiter: RequestLimiter;
	private readonly serverClock: ServerClock;
	private readonly random: () => number;

	constructor(
		readonly settings: Settings,
		private readonly transport: Transport,
		private readonly clock: Clock,
		{ random = Math.random, report }: ClientOptions = {},
	) {
		this.random = random;
		this.limiter = new RequestLimiter(settings.concurrency, clock, (ms, why) =>
			report?.(waitMessage(settings, ms, why)),
		);
		this.serverClock = new ServerClock(clock, report);
	}

	/** The current time by GitLab's clock, in epoch milliseconds; by this machine's before GitLab's first response. */
	now(): number {
		return this.serverClock.now();
	}

	/** Whether a response has shown GitLab's clock. */
	get knowsTime(): boolean {
		return this.serverClock.isKnown;
	}

	/** The body of a successful response, checked against `schema`. */
	async fetch<Output>(request: ApiRequest, schema: z.ZodType<Output>, deadline?: Deadline): Promise<Output> {
		return parseResponse(request, await this.send(request, deadline), schema);
	}

	/**
	 * A successful (2xx) response.
	 *
	 * Waits and retries stay within `deadline`, by default the connection's `operationTimeout` from now.
	 *
	 * @param sending Called each time right before the request is sent, after all waiting.
	 * @throws GitLabHttpError for any other status.
	 * @throws GitLabNetworkError when no response came.
	 */
	async send(
		request: ApiRequest,
		deadline = this.deadline(),
		sending: () => void = () => {},
	): Promise<ApiResponse> {
		for (let attempt = 1; ; ) {
			const passed = await this.limiter.run(() => this.attempt(request, deadline, sending), deadline);
			const result = passed ?? this.heldBack(request, deadline);
			if (!(result instanceof GitLabNetworkError) && result.status >= 200 && result.status < 300)
				return result;
			const wait = nextWait({ method: request.method, attempt }, outcomeOf(result), {
				policy: { ...DEFAULT_RETRY_POLICY, retries: this.settings.retries },
				nowMs: this.clock.now(),
				random: this.random(),
			});
			// Also where the pause is too long for this request: the others need not send one to learn of it.
			if (wait?.requested) this.limiter.pause(wait.delayMs);
			const fits = wait !== undefined && this.clock.now() + wait.delayMs < deadline.atMs;
			if (!fits)
				throw result instanceof GitLabNetworkError ? result : httpError(request, result, this.settings);
			if (wait.requested) this.limiter.announce(wait.delayMs, "pause");
			else attempt += 1;
			await this.clock.sleep(wait.delayMs);
		}
	}

	/** A deadline one `operationTimeout` from now. */
	deadline(): Deadline {
		return { atMs: this.clock.now() + this.settings.operationTimeout };
	}

	/** Ends idle connections. */
	close(): Promise<void> {
		return this.transport.close();
	}

	private async attempt(
		request: ApiRequest,
		deadline: Deadline,
		sending: () => void,
	): Promise<ApiResponse | GitLabNetworkError> {
		const leftMs = deadline.atMs - this.clock.now();
		const isPost = request.method === "POST";
		const timeoutMs = isPost ? this.postTimeoutMs : Math.min(this.settings.requestTimeout, leftMs);
		// An operation with less than the usual time ends later rather than abort a POST.
		const neededMs = isPost ? Math.min(timeoutMs, this.totalMs(deadline) / 2) : timeoutMs;
		if (leftMs <= 0 || leftMs < neededMs) return this.tooLate(request, deadline);
		sending();
		try {
			const response = await this.transport.send(request, timeoutMs);
			this.serverClock.note(response.headers.get("date"), response.headers.get("age"));
			const quota = quotaOf(response.headers, this.clock.now());
			if (quota !== undefined) this.limiter.limit(quota);
			return response;
		} catch (error) {
			if (error instanceof GitLabNetworkError) return error;
			throw error;
		}
	}

	/**
	 * A POST that was sent is allowed its full time: aborted, it may have created a token whose secret is lost. So
	 * none is sent with less than its full time remaining.
	 */
	private get postTimeoutMs(): number {
		return Math.min(this.settings.requestTimeout, this.settings.operationTimeout / 2);
	}

	private totalMs({ totalMs }: Deadline): number {
		return totalMs ?? this.settings.operationTimeout;
	}

	private heldBack(request: ApiRequest, deadline: Deadline): GitLabNetworkError {
		if (deadline.cancelled) return notSent(request, CANCELLED);
		return notSent(request, {
			why: `GitLab accepts no more requests within the operation's ${this.totalMs(deadline)} ms`,
			hint: `Run again later, or raise ${this.limitName(deadline)} or GitLab's limit.`,
		});
	}

	private tooLate(request: ApiRequest, deadline: Deadline): GitLabNetworkError {
		if (deadline.cancelled) return notSent(request, CANCELLED);
		return notSent(request, {
			why: `too little is left of the operation's ${this.totalMs(deadline)} ms`,
			hint: `Run again; if GitLab is only slow or limits requests, raise ${this.limitName(deadline)}.`,
		});
	}

	/** The setting that the user raises to allow an operation more time. */
	private limitName({ totalMs }: Deadline): string {
		if (totalMs !== undefined) return "the resource's `customTimeouts`";
		return `\`${settingNames(this.settings.connection, "operationTimeout").config}\``;
	}
}

const CANCELLED = { why: "the run was cancelled", hint: "Run again." };

/** A request that GitLab has certainly not seen, and that no retry within the operation can help. */
function notSent({ method, path }: ApiRequest, { why, hint }: typeof CANCELLED): GitLabNetworkError {
	return new GitLabNetworkError("OPERATION_TIMEOUT", `${method} ${path} was not sent: ${why}.`, {
		hint,
		mayHaveExecuted: false,
		permanent: true,
	});
}

function outcomeOf(result: ApiResponse | GitLabNetworkError): Outcome {
	return result instanceof GitLabNetworkError
		? { kind: "fault", mayHaveExecuted: result.mayHaveExecuted, permanent: result.permanent }
		: {
				kind: "response",
				status: result.status,
				headers: result.headers,
				readOnly: refusesWrites(result),
			};
}
