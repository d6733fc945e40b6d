// @ts-check
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const CACHE = fileURLToPath(new URL("../../node_modules/.cache/languages", import.meta.url));

/**
 * A folder that is filled once for the same contents, and kept for later runs.
 * @param {string} name
 * @param {readonly string[]} contents what decides whether it is the same
 * @param {(folder: string) => Promise<void>} fill
 * @returns {Promise<string>}
 */
export async function kept(name, contents, fill) {
	const key = createHash("sha256").update(JSON.stringify(contents)).digest("hex").slice(0, 12);
	const folder = join(CACHE, `${name}-${key}`);
	// A virtual environment cannot be moved: what is whole is known by a file, and not by a new name.
	const whole = join(folder, ".whole");
	if (existsSync(whole)) return folder;
	await rm(folder, { recursive: true, force: true });
	await mkdir(folder, { recursive: true });
	await fill(folder);
	await writeFile(whole, "");
	return folder;
}

/**
 * The texts of all files below a folder.
 * @param {string} folder
 */
export async function textsBelow(folder) {
	const entries = await readdir(folder, { recursive: true, withFileTypes: true });
	const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
	return Promise.all(files.sort().map((file) => readFile(file, "utf8")));
}
