// @ts-check
import { Interrupted } from "./setup-error.mjs";

const SIGNALS = /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"]);

/**
 * Runs work that leaves something behind unless it is stopped properly: signals of the operating system abort it
 * instead of ending the process, and the promise is rejected with `Interrupted` when the work has cleaned up.
 * @template Result
 * @param {AbortSignal | undefined} outer the caller's own signal, respected as well
 * @param {(signal: AbortSignal) => Promise<Result>} work
 * @returns {Promise<Result>}
 */
export async function interruptible(outer, work) {
	const controller = new AbortController();
	/** @param {NodeJS.Signals} signalName */
	const abort = (signalName) => controller.abort(new Interrupted(signalName));
	for (const signalName of SIGNALS) process.on(signalName, abort);
	try {
		return await work(outer ? AbortSignal.any([controller.signal, outer]) : controller.signal);
	} finally {
		for (const signalName of SIGNALS) process.off(signalName, abort);
	}
}
