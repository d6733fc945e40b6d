// @ts-check
import { dirname, join } from "node:path";
import { findCached, makeCacheRoot, withWorkFolder } from "./cache.mjs";
import { downloadEngine } from "./download.mjs";
import { findExecutable, pathFolders } from "./executables.mjs";
import { buildEngine, readGoVersions } from "./go-build.mjs";
import { interruptible } from "./interrupt.mjs";
import { withLock } from "./lock.mjs";
import { createProgress } from "./progress.mjs";
import { DEFAULT_TIMINGS, DOWNLOAD_VERSION, MINIMUM_VERSION, readSettings } from "./settings.mjs";
import { EngineSetupError, Interrupted, oneLine, Unavailable } from "./setup-error.mjs";
import { verifyEngine } from "./verify.mjs";

/**
 * @typedef {object} Engine
 * @property {string | undefined} bin the folder to put first on PATH; undefined when PATH has the engine already
 * @property {string} pulumi the whole path of the program
 * @property {string} version such as `3.248.0`
 * @property {import("./settings.mjs").Source} source
 */

/**
 * @typedef {object} EngineOptions
 * @property {NodeJS.ProcessEnv} [env] instead of this process's own
 * @property {import("./progress.mjs").Progress} [progress] instead of lines on stderr
 * @property {AbortSignal} [signal] stops the work, which then cleans up
 * @property {Partial<import("./settings.mjs").Timings>} [timings]
 */

/**
 * What the two sources that make an engine work with.
 * @typedef {object} Work
 * @property {import("./settings.mjs").Settings} settings
 * @property {import("./settings.mjs").Timings} timings
 * @property {NodeJS.ProcessEnv} env
 * @property {import("./progress.mjs").Progress} progress
 * @property {AbortSignal} signal
 * @property {string} folder a folder of its own, removed at the end
 */

/** @typedef {{ source: import("./settings.mjs").Source, reason: string }} Attempt */

/**
 * Finds a Pulumi engine that can run programs in TypeScript, or gets one: from PATH, the user's cache,
 * Pulumi's release, or a build from Go modules, in this order. The last two put it into the cache.
 * While it downloads or builds, SIGINT, SIGTERM and SIGHUP do not end the process but reject the promise.
 * @param {EngineOptions} [options]
 * @returns {Promise<Engine>}
 * @throws {EngineSetupError} nothing worked, or a setting is wrong; the message says all
 * @throws {Interrupted} stopped from outside; nothing half-made is left
 */
export async function ensureEngine(options = {}) {
	const env = options.env ?? process.env;
	const progress = options.progress ?? createProgress(process.stderr);
	const timings = { ...DEFAULT_TIMINGS, ...options.timings };
	const settings = readSettings(env, process);
	const go = await readGoVersions();
	const targets = {
		download: join(settings.cacheRoot, `engine-${DOWNLOAD_VERSION}-${settings.platform}`),
		go: join(settings.cacheRoot, `engine-${go.engine}-nodejs-${go.languageHost}-${settings.platform}`),
	};

	/** @type {Attempt[]} */
	const attempts = [];
	/**
	 * @template Found
	 * @param {import("./settings.mjs").Source} source
	 * @param {() => Promise<Found>} find
	 * @returns {Promise<Found | undefined>}
	 */
	const attempt = async (source, find) => {
		if (!settings.sources.includes(source)) return undefined;
		try {
			return await find();
		} catch (error) {
			if (error instanceof Interrupted) throw error;
			const reason = oneLine(error);
			// The cache is looked at again under the lock; its answer is worth a line once.
			if (attempts.some((earlier) => earlier.source === source && earlier.reason === reason))
				return undefined;
			attempts.push({ source, reason });
			progress.note(`not from ${SOURCE_NAMES[source]}: ${reason}`);
			return undefined;
		}
	};

	return interruptible(options.signal, async (signal) => {
		const asking = { env, signal, answerMs: timings.answerMs };
		const onPath = await attempt("path", () => findOnPath(asking));
		if (onPath) return { bin: undefined, ...onPath, source: /** @type {const} */ ("path") };

		const findInCache = async () => {
			const cached = await findCached([targets.download, targets.go], asking);
			return { ...cached, source: /** @type {const} */ ("cache") };
		};
		const cached = await attempt("cache", findInCache);
		if (cached) return cached;

		const make = async () => {
			const meanwhile = await attempt("cache", findInCache);
			if (meanwhile) return meanwhile;
			return withWorkFolder(settings.cacheRoot, async (folder) => {
				const work = { settings, timings, env, progress, signal, folder };
				for (const [source, makeEngine] of MAKERS) {
					const made = await attempt(source, () => makeEngine(targets[source], work));
					if (made) return { bin: dirname(made.pulumi), ...made, source };
				}
				return undefined;
			});
		};
		if (MAKERS.some(([source]) => settings.sources.includes(source))) {
			const made = await lockedCache(settings.cacheRoot, { signal, timings, progress }, make);
			if (made) return made;
		}
		throw new EngineSetupError(explain(attempts, go.go));
	});
}

const MAKERS = /** @type {const} */ ([
	["download", downloadEngine],
	["go", buildEngine],
]);

const SOURCE_NAMES = {
	path: "PATH",
	cache: "the cache",
	download: "Pulumi's release",
	go: "a build with Go",
};

/** @param {{ env: NodeJS.ProcessEnv, signal: AbortSignal, answerMs: number }} asking */
async function findOnPath(asking) {
	const folders = pathFolders(asking.env);
	const pulumi = await findExecutable("pulumi", folders);
	if (!pulumi) throw new Unavailable("no pulumi on PATH");
	return verifyEngine(pulumi, folders, asking);
}

/**
 * Runs work on the cache while no other process does.
 * @template Result
 * @param {string} root
 * @param {Pick<Work, "signal" | "timings" | "progress">} context
 * @param {() => Promise<Result>} work
 * @returns {Promise<Result>}
 * @throws {EngineSetupError} the folder can not be written, or another process keeps it
 */
async function lockedCache(root, { signal, timings, progress }, work) {
	/** @type {import("./progress.mjs").Step | undefined} */
	let waiting;
	let locked = false;
	try {
		await makeCacheRoot(root);
		return await withLock(
			join(root, "lock"),
			{
				signal,
				timings,
				onWait(holder) {
					waiting = progress.begin(`waiting for ${holder}, which sets up the engine`);
				},
			},
			() => {
				locked = true;
				waiting?.end();
				return work();
			},
		);
	} catch (error) {
		if (locked || error instanceof Interrupted) throw error;
		throw new EngineSetupError(
			`No Pulumi engine: ${oneLine(error)}.\nThe cache is ${root}. Set PULUMI_ENGINE_CACHE to a folder that can be written.`,
		);
	} finally {
		waiting?.end();
	}
}

/**
 * @param {Attempt[]} attempts
 * @param {string} goVersion
 */
function explain(attempts, goVersion) {
	const tried = attempts.map(({ source, reason }) => `  - ${SOURCE_NAMES[source]}: ${reason}`);
	return [
		"No Pulumi engine was found, and none could be had. What was tried:",
		...tried,
		"Any one of these helps:",
		`  - Install Pulumi ${MINIMUM_VERSION} or newer, so that it is on PATH: https://www.pulumi.com/docs/install/`,
		`  - Install Go ${goVersion} or newer (https://go.dev/doc/install); the engine is then built from its modules.`,
		"  - Behind a proxy: set HTTPS_PROXY (Go also obeys GOPROXY) and have curl on PATH.",
	].join("\n");
}
