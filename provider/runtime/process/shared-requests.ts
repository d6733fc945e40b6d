import { isGitLabDeployTokenError } from "../../api/errors";

/**
 * Requests that several operations share: a caller during a request waits for its result.
 *
 * A request ends with the operation that sent it. Where that timed out, the others, whose time has not ended, send
 * it themselves.
 */
export class SharedRequests<Value> {
	private readonly requests = new Map<string, Promise<Value>>();
	private readonly keep: boolean;

	/** @param keep Whether a result also serves later callers; a failure never does. */
	constructor({ keep = false } = {}) {
		this.keep = keep;
	}

	/** @param send Sends the request within the caller's own deadline. */
	async get(key: string, send: () => Promise<Value>): Promise<Value> {
		for (;;) {
			const shared = this.requests.get(key);
			const request = shared ?? send();
			this.requests.set(key, request);
			try {
				const value = await request;
				if (!this.keep) this.forget(key, request);
				return value;
			} catch (error) {
				this.forget(key, request);
				if (shared === undefined || !isGitLabDeployTokenError(error, "OPERATION_TIMEOUT")) throw error;
			}
		}
	}

	/** Caches `value` for all callers from now on. */
	set(key: string, value: Value): void {
		this.requests.set(key, Promise.resolve(value));
	}

	/** Another request may be in flight by now. */
	private forget(key: string, request: Promise<Value>): void {
		if (this.requests.get(key) === request) this.requests.delete(key);
	}
}
