// @ts-check
import { Interrupted, oneLine } from "./setup-error.mjs";
import { MINIMUM_VERSION } from "./versions.mjs";

const SOURCE_NAMES = {
	path: "PATH",
	cache: "the cache",
	download: "Pulumi's release",
	go: "a build with Go",
};

/**
 * @typedef {object} Attempts
 * @property {<Found>(source: import("./settings.mjs").Source, find: () => Promise<Found>) => Promise<Found | undefined>} from
 *   tries a source; undefined when it is not to be tried, or failed
 * @property {(place: string, error: unknown) => void} failed notes a failure outside the sources
 * @property {(goVersion: string) => string} explain all failures and what helps
 */

/**
 * Keeps account of what was tried and why it failed, and says so as it happens.
 * @param {readonly import("./settings.mjs").Source[]} sources those that may be tried
 * @param {import("./progress.mjs").Progress} progress
 * @returns {Attempts}
 */
export function createAttempts(sources, progress) {
	/** @type {Set<string>} one line each; a second check of the cache mostly has the first one's line again */
	const failures = new Set();
	return {
		async from(source, find) {
			if (!sources.includes(source)) return undefined;
			try {
				return await find();
			} catch (error) {
				if (error instanceof Interrupted) throw error;
				const failure = `${SOURCE_NAMES[source]}: ${oneLine(error)}`;
				if (!failures.has(failure)) progress.note(`not from ${failure}`);
				failures.add(failure);
				return undefined;
			}
		},
		failed(place, error) {
			failures.add(`${place}: ${oneLine(error)}`);
		},
		explain: (goVersion) =>
			[
				"No Pulumi engine was found, and none could be had. What was tried:",
				...[...failures].map((failure) => `  - ${failure}`),
				"Any one of these helps:",
				`  - Install Pulumi ${MINIMUM_VERSION} or newer, so that it is on PATH: https://www.pulumi.com/docs/install/`,
				`  - Install Go ${goVersion} or newer (https://go.dev/doc/install); the engine is then built from its modules.`,
				"  - Behind a proxy: set HTTPS_PROXY (Go also obeys GOPROXY) and have curl on PATH.",
				"  - Where the cache folder is the trouble: set PULUMI_ENGINE_CACHE to one that can be written.",
			].join("\n"),
	};
}
