// @ts-check
import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { delimiter, join } from "node:path";

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
	const names = process.platform === "win32" ? endings.map((ending) => name + ending) : [name];
	for (const folder of folders) {
		for (const candidate of names) {
			const file = join(folder, candidate);
			if (await isExecutable(file)) return file;
		}
	}
	return undefined;
}

/** @param {string} file */
async function isExecutable(file) {
	try {
		await access(file, constants.X_OK);
		return (await stat(file)).isFile();
	} catch {
		return false;
	}
}
