import { ERROR_CODES, type ErrorCode } from "./error-codes";
import { callerFrames } from "./frames";
import { redact } from "./redaction";

/**
 * The base of every error this package throws on purpose.
 *
 * `message` says what failed and why, `hint` says what to do; both are redacted here, so that no caller can forget.
 * `stack` contains message, hint and code, since Pulumi prints `stack`, and the place in the program that called
 * this package. The original error is deliberately not attached as `cause`: it could hold a request with its
 * headers.
 */
export class GitLabDeployTokenError extends Error {
	/** Stable, see {@link ERROR_CODES}. */
	readonly code: ErrorCode;
	/** What to do about it. */
	readonly hint: string;

	constructor(code: ErrorCode, message: string, hint: string) {
		super(redact(message));
		this.code = code;
		this.hint = redact(hint);
		this.name = new.target.name;
		const lines = [`${this.name}: ${this.message}`, `${this.hint} [${code}]`, ...callerFrames(this.stack)];
		Object.defineProperty(this, "stack", { value: lines.join("\n"), configurable: true });
	}
}

/** The part of an HTTP exchange with GitLab that may be shown. */
export interface HttpFacts {
	readonly status: number;
	readonly method: string;
	/** Path below `/api/v4`, without the query. */
	readonly path: string;
	/** GitLab's own message, as one line. */
	readonly detail: string;
	/** GitLab's `X-Request-Id`, with which an administrator finds the request in the logs. */
	readonly requestId?: string | undefined;
	/** The project's ID, where GitLab reports that it was moved from the path of the request. */
	readonly movedTo?: number | undefined;
}

/**
 * GitLab responded with a status that is not success.
 *
 * Has the status, the method, the path without its query, GitLab's own message and the request ID. Never contains
 * headers or a request body.
 */
export class GitLabHttpError extends GitLabDeployTokenError {
	/** HTTP status of the response. */
	readonly status: number;
	/** HTTP method of the request. */
	readonly method: string;
	/** Path below `/api/v4`, without the query. */
	readonly path: string;
	/** GitLab's own message, as one line. */
	readonly detail: string;
	/** GitLab's `X-Request-Id`, with which an administrator finds the request in the logs. */
	readonly requestId: string | undefined;
	/** The project's ID, where GitLab reports that it was moved from the path of the request. */
	readonly movedTo: number | undefined;

	/** @hidden */
	constructor(code: ErrorCode, facts: HttpFacts, hint: string) {
		const where = `${facts.method} ${facts.path}`;
		const id = facts.requestId === undefined ? "" : ` (request ID ${facts.requestId})`;
		const what = `GitLab responded with ${facts.status} to ${where}: ${facts.detail}${id}`;
		// A whole sentence: others are appended to it.
		super(code, /[.!?…]$/.test(what) ? what : `${what}.`, hint);
		this.status = facts.status;
		this.method = facts.method;
		this.path = redact(facts.path);
		this.detail = redact(facts.detail);
		this.requestId = facts.requestId === undefined ? undefined : redact(facts.requestId);
		this.movedTo = facts.movedTo;
	}
}

/** What a network fault means for the request. */
export interface NetworkFault {
	/** What to do about it. */
	readonly hint: string;
	/** Whether GitLab may have executed the request: `false` only where no connection was established. */
	readonly mayHaveExecuted: boolean;
	/** Whether another attempt cannot succeed either, as with a certificate that is not trusted. */
	readonly permanent?: boolean;
}

/** No response came, or only part of one: DNS, connection, TLS, timeout. */
export class GitLabNetworkError extends GitLabDeployTokenError {
	/** Whether GitLab may have executed the request: `false` only where no connection was established. */
	readonly mayHaveExecuted: boolean;
	/** Whether another attempt cannot succeed either, as with a certificate that is not trusted. */
	readonly permanent: boolean;

	/** @hidden */
	constructor(
		code: "GITLAB_UNREACHABLE" | "GITLAB_TIMEOUT" | "GITLAB_RESPONSE_UNREADABLE" | "OPERATION_TIMEOUT",
		message: string,
		{ hint, mayHaveExecuted, permanent = false }: NetworkFault,
	) {
		super(code, message, hint);
		this.mayHaveExecuted = mayHaveExecuted;
		this.permanent = permanent;
	}
}

/** An invalid argument of a function or method of the package. The message omits the value: it may be the secret. */
export function invalidArgument(property: string, reason: string): GitLabDeployTokenError {
	return new GitLabDeployTokenError("INPUT_INVALID", `\`${property}\` ${reason}.`, "Fix it in the program.");
}

/**
 * Whether `error` is one of this package's errors, of this copy of the package or another;
 * with `code`, whether it is that one.
 */
export function isGitLabDeployTokenError(error: unknown, code?: ErrorCode): error is GitLabDeployTokenError {
	if (!(error instanceof Error)) return false;
	const { code: found, hint } = error as Partial<GitLabDeployTokenError>;
	if (typeof found !== "string" || typeof hint !== "string") return false;
	return code === undefined ? (ERROR_CODES as readonly string[]).includes(found) : found === code;
}
