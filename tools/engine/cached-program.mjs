// @ts-check
import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { createAttempts } from "./attempts.mjs";
import { publish } from "./cache.mjs";
import { inLockedCache } from "./ensure-engine.mjs";
import { findExecutable } from "./executables.mjs";
import { buildProgram } from "./go-build.mjs";
import { readGoMod } from "./go-modules.mjs";
import { interruptible } from "./interrupt.mjs";
import { createProgress } from "./progress.mjs";
import { DEFAULT_TIMINGS, readSettings } from "./settings.mjs";
import { EngineSetupError } from "./setup-error.mjs";

/** @typedef {Pick<import("./ensure-engine.mjs").EngineOptions, "env" | "progress" | "signal">} ProgramOptions */

/**
 * Finds a program in the user's cache, or builds it from Go modules and puts it there.
 * @param {import("./go-modules.mjs").Program} program
 * @param {ProgramOptions} [options]
 * @returns {Promise<string>} its whole path
 * @throws {import("./setup-error.mjs").Unavailable} it could not be built
 * @throws {EngineSetupError} there is no place for it
 */
export async function cachedProgram(program, options = {}) {
	const env = options.env ?? process.env;
	const progress = options.progress ?? createProgress(process.stderr);
	const settings = readSettings(env, process);
	const target = join(settings.cacheRoot, `${await cacheName(program)}-${settings.platform}`);
	return interruptible(options.signal, async (signal) => {
		const context = { signal, timings: DEFAULT_TIMINGS, progress, attempts: createAttempts([], progress) };
		/** @param {string} folder */
		const work = async (folder) => {
			const built = await findExecutable(program.name, [target]);
			if (built) return built;
			const bin = await buildProgram(program, { env, signal, progress, folder });
			await publish(bin, target, folder);
			return findExecutable(program.name, [target]);
		};
		const found = await inLockedCache(settings.cacheRoot, context, work);
		if (found === undefined)
			throw new EngineSetupError(
				`The cache folder ${settings.cacheRoot} cannot be used; set PULUMI_ENGINE_CACHE.`,
			);
		return found;
	});
}

/**
 * By the version of its module, and by its source where that is here.
 * @param {import("./go-modules.mjs").Program} program
 */
async function cacheName(program) {
	const { version } = await readGoMod(program);
	const name = `${basename(program.folder)}-${version}`;
	if (program.package !== ".") return name;
	const hash = createHash("sha256");
	for (const file of (await readdir(program.folder)).sort())
		hash.update(await readFile(join(program.folder, file)));
	return `${name}-${hash.digest("hex").slice(0, 8)}`;
}
