// @ts-check
import { cachedProgram } from "./cached-program.mjs";
import { findExecutable, pathFolders } from "./executables.mjs";
import { REGISTRY_CLIENT } from "./go-modules.mjs";
import { EngineSetupError, oneLine } from "./setup-error.mjs";

/**
 * Finds the program with which the tests pull images, on PATH or in the user's cache, or builds it from Go modules.
 * @param {import("./cached-program.mjs").ProgramOptions} [options]
 * @returns {Promise<string>} the whole path of the program
 * @throws {EngineSetupError} there is none, and it could not be built; the message says why
 */
export async function ensureRegistryClient(options = {}) {
	const found = await findExecutable(REGISTRY_CLIENT.name, pathFolders(options.env ?? process.env));
	if (found) return found;
	return cachedProgram(REGISTRY_CLIENT, options).catch((error) => {
		throw new EngineSetupError(
			`crane could not be built: ${oneLine(error)}\nInstall crane, so that it is on PATH, or Go: https://github.com/google/go-containerregistry/tree/main/cmd/crane`,
		);
	});
}
