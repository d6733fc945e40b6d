// @ts-check
import { execFile } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

/**
 * Runs npm. Its error, with what npm says, is thrown.
 * @param {readonly string[]} args
 * @param {string} cwd
 * @returns {Promise<string>} what it printed to stdout
 */
export async function npm(args, cwd) {
	const quiet = ["--no-audit", "--no-fund", "--prefer-offline", "--loglevel", "error"];
	const { stdout } = await promisify(execFile)("npm", [...args, ...quiet], {
		cwd,
		shell: process.platform === "win32",
	});
	return stdout;
}

/**
 * Installs packages of npm in a folder of their own, in this run or in an earlier one. Several processes may do so at once.
 * @param {string} folder is there only when all is installed
 * @param {readonly string[]} packages and options of npm
 * @returns {Promise<string>} the folder, which has them in `node_modules`
 */
export async function installedPackages(folder, packages) {
	if (existsSync(folder)) return folder;
	mkdirSync(dirname(folder), { recursive: true });
	const fresh = mkdtempSync(join(dirname(folder), "new-"));
	try {
		writeFileSync(join(fresh, "package.json"), '{ "private": true }');
		await npm(["install", ...packages], fresh);
		renameSync(fresh, folder);
	} finally {
		rmSync(fresh, { recursive: true, force: true });
	}
	return folder;
}
