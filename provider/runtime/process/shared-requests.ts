import { isGitLabDeployTokenError } from "../../api/errors";

/**
 * Requests that several operations share: who asks while one is under way waits for its result.
 *
 * A request ends with the operation that sent it. Where that ran out of time, the others, whose time has not
 * ended, send it themselves.
 */
export class SharedRequests<Value> {
	private readonly underWay = new Map<string, Promise<Value>>();

	/**
	 * @param send Sends the request within the caller's own time.
	 * @param keep Whether a result serves whoever asks later too; a failure never does.
	 */
	async get(key: string, send: () => Promise<Value>, { keep = false } = {}): Promise<Value> {
		for (;;) {
			const shared = this.underWay.get(key);
			const request = shared ?? send();
			this.underWay.set(key, request);
			try {
				const value = await request;
				if (!keep) this.forget(key, request);
				return value;
			} catch (error) {
				this.forget(key, request);
				if (shared === undefined || !isGitLabDeployTokenError(error, "OPERATION_TIMEOUT")) throw error;
			}
		}
	}

	/** Lets `value` serve whoever asks from now on. */
	set(key: string, value: Value): void {
		this.underWay.set(key, Promise.resolve(value));
	}

	/** Another request may be under way by now. */
	private forget(key: string, request: Promise<Value>): void {
		if (this.underWay.get(key) === request) this.underWay.delete(key);
	}
}
