// @ts-check
import { withoutCredentials } from "./redact.mjs";

/**
 * One way to an engine that did not lead to one. The message is the reason, in one line.
 * Not a failure of the whole: the next way is tried.
 */
export class Unavailable extends Error {
	/** @param {string} reason */
	constructor(reason) {
		super(oneLine(reason));
		this.name = "Unavailable";
	}
}

/** The work was stopped from outside, by a signal of the operating system or by the caller, and has cleaned up. */
export class Interrupted extends Error {
	/** @param {NodeJS.Signals} [signalName] the signal, where one was the cause */
	constructor(signalName) {
		super(`The work was interrupted${signalName ? ` (${signalName})` : ""}; nothing unfinished is left.`);
		this.name = "Interrupted";
		this.signalName = signalName;
	}
}

/**
 * Nothing worked, or a setting is wrong. The message is complete: what was tried, why each way failed, and
 * what to do. It is meant to be shown as it is, without a stack.
 */
export class EngineSetupError extends Error {
	/** @param {string} message */
	constructor(message) {
		super(message);
		this.name = "EngineSetupError";
	}
}

/**
 * A thrown value as one line: no line breaks, no credentials, at most 500 characters.
 * @param {unknown} error
 * @returns {string}
 */
export function oneLine(error) {
	const text = error instanceof Error ? error.message : String(error);
	const flat = withoutCredentials(text.replace(/\s+/g, " ").trim());
	return flat.length > 500 ? `${flat.slice(0, 499)}…` : flat;
}
