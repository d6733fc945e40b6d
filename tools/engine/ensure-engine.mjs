// @ts-check
import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { createAttempts } from "./attempts.mjs";
import { findCached, withWorkFolder } from "./cache.mjs";
import { downloadEngine } from "./download.mjs";
import { findExecutable, pathFolders } from "./executables.mjs";
import { buildEngine } from "./go-build.mjs";
import { engineProgram, LANGUAGE_HOST, readGoMod } from "./go-modules.mjs";
import { interruptible } from "./interrupt.mjs";
import { withLock } from "./lock.mjs";
import { createProgress } from "./progress.mjs";
import { DEFAULT_TIMINGS, readSettings } from "./settings.mjs";
import { EngineSetupError, Interrupted, Unavailable } from "./setup-error.mjs";
import { verifyEngine } from "./verify.mjs";
import { DEFAULT_VERSION } from "./versions.mjs";

/**
 * @typedef {object} Engine
 * @property {string | undefined} bin the folder to put first on PATH; undefined when PATH has the engine already
 * @property {string} pulumi the whole path of the program
 * @property {string} version such as `3.274.1`
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
	const { version, onlyVersion, platform } = settings;
	const host = await readGoMod(LANGUAGE_HOST);
	const targets = {
		download: join(settings.cacheRoot, `engine-${version}-${platform}`),
		go: join(settings.cacheRoot, `engine-${version}-nodejs-${host.version}-${platform}`),
	};
	const attempts = createAttempts(settings.sources, progress);

	return interruptible(options.signal, async (signal) => {
		const asking = { env, signal, probeMs: timings.probeMs };
		const onPath = await attempts.from("path", () => findOnPath({ ...asking, onlyVersion }));
		if (onPath) return { bin: undefined, ...onPath, source: "path" };

		const fromCache = () =>
			attempts.from("cache", () =>
				findCached([targets.download, targets.go], { ...asking, onlyVersion: version }),
			);
		const cached = await fromCache();
		if (cached) return { ...cached, source: "cache" };

		if (MAKERS.some(([source]) => settings.sources.includes(source))) {
			const context = { signal, timings, progress, attempts };
			/** @type {Engine | undefined} */
			const made = await inLockedCache(settings.cacheRoot, context, async (folder) => {
				const meanwhile = await fromCache();
				if (meanwhile) return { ...meanwhile, source: "cache" };
				const work = { settings, timings, env, progress, signal, folder };
				for (const [source, make] of MAKERS) {
					const found = await attempts.from(source, () => make(targets[source], work));
					if (found) return { bin: dirname(found.pulumi), ...found, source };
				}
				return undefined;
			});
			if (made) return made;
		}
		throw new EngineSetupError(attempts.explain((await readGoMod(engineProgram(DEFAULT_VERSION))).go));
	});
}

const MAKERS = /** @type {const} */ ([
	["download", downloadEngine],
	["go", buildEngine],
]);

/** @param {import("./verify.mjs").Asking} asking */
async function findOnPath(asking) {
	const folders = pathFolders(asking.env);
	const pulumi = await findExecutable("pulumi", folders);
	if (!pulumi) throw new Unavailable("no pulumi on PATH");
	return verifyEngine(pulumi, folders, asking);
}

/**
 * Runs work on the cache while no other process does, with a folder to work in.
 * @template Result
 * @param {string} root
 * @param {Pick<Work, "signal" | "timings" | "progress"> & { attempts: import("./attempts.mjs").Attempts }} context
 * @param {(folder: string) => Promise<Result>} work
 * @returns {Promise<Result | undefined>} undefined when the folder can not be used; `attempts` then says why
 */
export async function inLockedCache(root, { signal, timings, progress, attempts }, work) {
	/** @type {import("./progress.mjs").Step | undefined} */
	let waiting;
	let begun = false;
	/** @param {string} holder */
	const onWait = (holder) => {
		waiting = progress.begin(`waiting for ${holder}, which sets up the engine`);
	};
	try {
		await mkdir(root, { recursive: true });
		return await withLock(join(root, "lock"), { signal, timings, onWait }, () =>
			withWorkFolder(root, (folder) => {
				waiting?.end();
				begun = true;
				return work(folder);
			}),
		);
	} catch (error) {
		if (begun || error instanceof Interrupted) throw error;
		attempts.failed(`the cache folder ${root}`, error);
		return undefined;
	} finally {
		waiting?.end();
	}
}
