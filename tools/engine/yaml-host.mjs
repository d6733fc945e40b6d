// @ts-check
import { constants } from "node:fs";
import { copyFile, mkdir, realpath, rename } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { createAttempts } from "./attempts.mjs";
import { publish } from "./cache.mjs";
import { inLockedCache } from "./ensure-engine.mjs";
import { findExecutable, pathFolders } from "./executables.mjs";
import { buildProgram } from "./go-build.mjs";
import { readGoMod, YAML_HOST } from "./go-modules.mjs";
import { interruptible } from "./interrupt.mjs";
import { createProgress } from "./progress.mjs";
import { DEFAULT_TIMINGS, readSettings } from "./settings.mjs";
import { EngineSetupError, oneLine } from "./setup-error.mjs";

/**
 * Finds the program that runs YAML programs for an engine, or builds it from Go modules. Pulumi's releases have it;
 * an engine that was built here has not, and gets it beside itself: the engine warns of one that is only on PATH.
 * @param {import("./ensure-engine.mjs").Engine} engine
 * @param {Pick<import("./ensure-engine.mjs").EngineOptions, "env" | "progress" | "signal">} [options]
 * @returns {Promise<string>} the whole path of the program
 * @throws {EngineSetupError} there is none, and it could not be built; the message says why
 */
export async function ensureYamlHost(engine, options = {}) {
	const env = options.env ?? process.env;
	const beside = [dirname(engine.pulumi), dirname(await realpath(engine.pulumi))];
	const found = await findExecutable(YAML_HOST.name, [...beside, ...pathFolders(env)]);
	if (found) return found;

	const progress = options.progress ?? createProgress(process.stderr);
	const settings = readSettings(env, process);
	const { version } = await readGoMod(YAML_HOST);
	const target = join(settings.cacheRoot, `language-yaml-${version}-${settings.platform}`);
	return interruptible(options.signal, async (signal) => {
		const attempts = createAttempts([], progress);
		const context = { signal, timings: DEFAULT_TIMINGS, progress, attempts };
		/** @param {string} folder */
		const work = async (folder) => {
			const built = await findExecutable(YAML_HOST.name, [target]);
			if (built) return built;
			const bin = await buildProgram(YAML_HOST, { env, signal, progress, folder });
			await publish(bin, target, folder);
			return findExecutable(YAML_HOST.name, [target]);
		};
		const program = await inLockedCache(settings.cacheRoot, context, work).catch((error) => {
			throw new EngineSetupError(
				`The language host for YAML programs could not be built: ${oneLine(error)}\nInstall Pulumi, whose releases have it, so that it is on PATH: https://www.pulumi.com/docs/install/`,
			);
		});
		if (program === undefined)
			throw new EngineSetupError(
				`The cache folder ${settings.cacheRoot} cannot be used; set PULUMI_ENGINE_CACHE.`,
			);
		return engine.bin === undefined ? program : copyBeside(program, engine.bin);
	});
}

/**
 * In two steps, so that nobody runs a half-written program.
 * @param {string} program
 * @param {string} folder
 */
async function copyBeside(program, folder) {
	const unfinished = join(folder, `unfinished-${process.pid}-${basename(program)}`);
	await mkdir(folder, { recursive: true });
	await copyFile(program, unfinished, constants.COPYFILE_FICLONE);
	const copy = join(folder, basename(program));
	await rename(unfinished, copy);
	return copy;
}
