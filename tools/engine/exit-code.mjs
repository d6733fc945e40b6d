// @ts-check
import { constants } from "node:os";
import { Interrupted } from "./setup-error.mjs";

/**
 * Prints why a command failed.
 * @param {unknown} error
 * @param {(reason: string) => string} [explain] the text for an error other than an interruption
 * @returns {number} the exit code: 1, or 128 + n for signal n
 */
export function reportFailure(error, explain = (reason) => `error: ${reason}`) {
	const reason = error instanceof Error ? error.message : String(error);
	console.error(error instanceof Interrupted ? `\n${reason}` : explain(reason));
	return error instanceof Interrupted ? 128 + constants.signals[error.signalName ?? "SIGINT"] : 1;
}
