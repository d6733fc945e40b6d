// @ts-check
import { withoutCredentials } from "./redact.mjs";

/**
 * @typedef {object} Step
 * @property {(detail: string) => void} update what the step is at now
 * @property {() => void} end
 */

/**
 * @typedef {object} Progress
 * @property {(text: string) => void} note prints one line
 * @property {(text: string) => Step} begin starts a step that takes a while; it shows the seconds gone by
 */

/** How often a step shows itself where lines stay, such as in a CI log, in milliseconds. */
const LINE_EVERY_MS = 10_000;
/** How often it shows itself on a terminal, where it overwrites its line, in milliseconds. */
const REDRAW_EVERY_MS = 1_000;

/**
 * @param {{ write(text: string): unknown, isTTY?: boolean }} stream
 * @param {{ now?: () => number, every?: (action: () => void, ms: number) => () => void }} [clock]
 * @returns {Progress}
 */
export function createProgress(stream, { now = Date.now, every = repeat } = {}) {
	/** @param {string} text */
	const line = (text) => stream.write(withoutCredentials(`pulumi engine: ${text}\n`));
	/** @param {string} text */
	const redraw = (text) => stream.write(withoutCredentials(`\r\x1b[Kpulumi engine: ${text}`));

	return {
		note: line,
		begin(text) {
			const begun = now();
			let detail = "";
			const show = () => {
				const seconds = Math.round((now() - begun) / 1000);
				(stream.isTTY ? redraw : line)(`${text}${detail && `, ${detail}`} (${seconds} s)`);
			};
			if (!stream.isTTY) line(`${text} …`);
			const stop = every(show, stream.isTTY ? REDRAW_EVERY_MS : LINE_EVERY_MS);
			return {
				update(next) {
					detail = next;
				},
				end() {
					stop();
					if (stream.isTTY) stream.write("\r\x1b[K");
				},
			};
		},
	};
}

/**
 * @param {() => void} action
 * @param {number} ms
 */
function repeat(action, ms) {
	const timer = setInterval(action, ms);
	return () => clearInterval(timer);
}
