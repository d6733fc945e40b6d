// @ts-check
import { delimiter, resolve } from "node:path";
import which from "which";

/**
 * The folders of PATH. Empty entries mean the working directory to a shell; they are left out here, since
 * nothing should be run from a folder that happens to be the current one.
 * @param {NodeJS.ProcessEnv} env
 * @returns {string[]}
 */
export function pathFolders(env) {
	// Windows spells it `Path`; a plain copy of process.env is no longer blind to case.
	const value = env.PATH ?? env.Path ?? "";
	return value.split(delimiter).filter((folder) => folder !== "");
}

/**
 * Finds a program in folders, the first folder first.
 * @param {string} name without an ending
 * @param {string[]} folders
 * @param {string[]} [endings] tried on Windows, where a program is known by its ending
 * @returns {Promise<string | undefined>} the whole path
 */
export async function findExecutable(name, folders, endings = [".exe"]) {
	for (const folder of folders) {
		// Called with whole paths: for a bare name on Windows, `which` searches the working directory first.
		const file = await which(resolve(folder, name), { pathExt: endings.join(delimiter), nothrow: true });
		if (file !== null) return file;
	}
	return undefined;
}
