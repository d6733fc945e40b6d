/** Settles when the signal aborts. */
export function aborted(signal: AbortSignal): Promise<undefined> {
	return new Promise((resolve) => signal.addEventListener("abort", () => resolve(undefined)));
}
