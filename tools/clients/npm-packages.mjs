// @ts-check
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Installs a package of npm in a folder of its own, in this run or in an earlier one.
 * @param {string} folder
 * @param {string} specifier
 * @param {readonly string[]} [args] for npm
 * @returns {string} the folder that has the package in `node_modules`
 * @throws {Error} it could not be installed; npm says why on stderr
 */
export function installedPackage(folder, specifier, args = []) {
	const target = join(folder, specifier);
	if (existsSync(target)) return target;
	const fresh = `${target}.new`;
	rmSync(fresh, { recursive: true, force: true });
	mkdirSync(fresh, { recursive: true });
	writeFileSync(join(fresh, "package.json"), '{ "private": true }');
	console.error(`installing ${specifier} …`);
	const flags = ["--no-audit", "--no-fund", "--loglevel", "error", ...args];
	const { status } = spawnSync("npm", ["install", ...flags, specifier], {
		cwd: fresh,
		stdio: ["ignore", 2, 2],
		shell: process.platform === "win32",
	});
	if (status !== 0) throw new Error(`npm could not install ${specifier}; it says why above`);
	renameSync(fresh, target);
	return target;
}
