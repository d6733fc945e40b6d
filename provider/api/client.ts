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
	/** Epoch milliseconds. It may come nearer while somebody waits. */
	readonly atMs: number;
	/** How long the operation may take in all, where that is not the connection's `operationTimeout`. */
	readonly totalMs?: number | undefined;
	/** Whether it was ended ahead of its time. */
	readonly cancelled?: boolean;
}

/** What a client can be made with, beside what it must have. */
export interface ClientOptions {
	/** A number from 0 to 1, which spreads the waits of many clients. */
	readonly random?: () => number;
	/** Receives what the user should know, such as a clock that is wrong. */
	readonly report?: (message: string) => void;
}

/** A GitLab's REST API: repeats what may be repeated, turns failures into the error family. */
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

	/** The present by GitLab's clock, in epoch milliseconds; by this machine's before GitLab's first response. */
	now(): number {
		return this.serverClock.now();
	}

	/** A successful answer's body, checked against `schema`. */
	async fetch<Output>(request: ApiRequest, schema: z.ZodType<Output>, deadline?: Deadline): Promise<Output> {
		return parseResponse(request, await this.send(request, deadline), schema);
	}

	/**
	 * A successful (2xx) answer.
	 *
	 * Waits and repetitions stay within `deadline`, by default the connection's `operationTimeout` from now.
	 *
	 * @param sending Called each time right before the request leaves, when all waiting is over.
	 * @throws GitLabHttpError for any other status.
	 * @throws GitLabNetworkError when no answer came.
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
			// Also where it is too long for this request: the others need not ask to hear it.
			if (wait?.asked) this.limiter.pause(wait.delayMs);
			const fits = wait !== undefined && this.clock.now() + wait.delayMs < deadline.atMs;
			if (!fits)
				throw result instanceof GitLabNetworkError ? result : httpError(request, result, this.settings);
			if (wait.asked) this.limiter.announce(wait.delayMs, "pause");
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
		// An operation that may take less than usual ends later rather than break a POST off.
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
	 * A POST that was sent gets its full time: broken off, it may have made a token whose secret nobody received. So
	 * none is sent with less time than that left.
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

	/** What the user raises so that an operation may take longer. */
	private limitName({ totalMs }: Deadline): string {
		if (totalMs !== undefined) return "the resource's `customTimeouts`";
		return `\`${settingNames(this.settings.connection, "operationTimeout").config}\``;
	}
}

const CANCELLED = { why: "the run was cancelled", hint: "Run again." };

/** A request that GitLab has certainly not seen, and that no repetition within the operation can help. */
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
				kind: "answer",
				status: result.status,
				headers: result.headers,
				readOnly: refusesWrites(result),
			};
}
