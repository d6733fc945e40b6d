// @ts-check
import { constants } from "node:fs";
import { copyFile, readdir, realpath, rename } from "node:fs/promises";
import { basename, dirname, join, sep } from "node:path";
import { cachedProgram } from "./cached-program.mjs";
import { findExecutable, pathFolders } from "./executables.mjs";
import { LANGUAGE_HOSTS } from "./go-modules.mjs";
import { readSettings } from "./settings.mjs";
import { EngineSetupError, oneLine } from "./setup-error.mjs";

/** @typedef {keyof typeof LANGUAGE_HOSTS} HostedLanguage */

/**
 * Finds the program that runs an engine's programs in a language, or builds it from Go modules. Pulumi's releases have
 * it; an engine that was built here has not, and gets it beside itself: the engine warns of one that is only on PATH.
 * @param {HostedLanguage} language
 * @param {Pick<import("./ensure-engine.mjs").Engine, "pulumi">} engine
 * @param {import("./cached-program.mjs").ProgramOptions} [options]
 * @returns {Promise<string>} the whole path of the program
 * @throws {EngineSetupError} there is none, and it could not be built; the message says why
 */
export async function ensureLanguageHost(language, engine, options = {}) {
	const host = LANGUAGE_HOSTS[language];
	const beside = [dirname(engine.pulumi), dirname(await realpath(engine.pulumi))];
	const found = await findExecutable(host.name, [...beside, ...pathFolders(options.env ?? process.env)]);
	if (found) return found;
	const program = await cachedProgram(host, options).catch((error) => {
		throw new EngineSetupError(
			`The language host ${host.name} could not be built: ${oneLine(error)}\nInstall Pulumi, whose releases have it, so that it is on PATH: https://www.pulumi.com/docs/install/`,
		);
	});
	const folder = dirname(engine.pulumi);
	// Into a folder of the user's own nothing is put.
	if (!folder.startsWith(readSettings(options.env ?? process.env, process).cacheRoot + sep)) return program;
	for (const name of await readdir(dirname(program))) await copyBeside(join(dirname(program), name), folder);
	return join(folder, basename(program));
}

/**
 * In two steps, so that nobody runs a half-written program.
 * @param {string} file
 * @param {string} folder
 */
async function copyBeside(file, folder) {
	const unfinished = join(folder, `unfinished-${process.pid}-${basename(file)}`);
	await copyFile(file, unfinished, constants.COPYFILE_FICLONE);
	await rename(unfinished, join(folder, basename(file)));
}
