// @ts-check
import { interruption } from "./run.mjs";
import { Interrupted } from "./setup-error.mjs";

const SIGNALS = /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"]);

/**
 * Runs work that leaves something behind unless it is stopped properly: signals of the operating system abort it
 * instead of ending the process, and the promise is rejected with `Interrupted` when the work has cleaned up. Ctrl-C
 * reaches every process that the work has started too, so what fails first may be one of them.
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
	const signal = outer ? AbortSignal.any([controller.signal, outer]) : controller.signal;
	try {
		return await work(signal);
	} catch (error) {
		throw signal.aborted ? interruption(signal) : error;
	} finally {
		for (const signalName of SIGNALS) process.off(signalName, abort);
	}
}
