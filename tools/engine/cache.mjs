// @ts-check
import { mkdtemp, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { findExecutable } from "./executables.mjs";
import { Unavailable } from "./setup-error.mjs";
import { verifyEngine } from "./verify.mjs";

const WORK_PREFIX = "unfinished-";

/**
 * Searches for engines that an earlier run put into the cache.
 * @param {string[]} folders the folders that may have one, the best first
 * @param {import("./verify.mjs").Asking} options
 * @returns {Promise<import("./verify.mjs").VerifiedEngine & { bin: string }>}
 * @throws {Unavailable} there is none, or the existing one does not work
 */
export async function findCached(folders, options) {
	let reason = `no engine in ${folders.join(" or ")}`;
	for (const bin of folders) {
		const pulumi = await findExecutable("pulumi", [bin]);
		if (!pulumi) continue;
		try {
			return { bin, ...(await verifyEngine(pulumi, [], options)) };
		} catch (error) {
			if (!(error instanceof Unavailable)) throw error;
			reason = error.message;
		}
	}
	throw new Unavailable(reason);
}

/**
 * Runs work in a new folder next to the cached engines, in the same file system, and removes that folder whatever
 * happens. What a killed run left is removed first: only the holder of the lock works here.
 * @template Result
 * @param {string} root
 * @param {(workFolder: string) => Promise<Result>} work
 * @returns {Promise<Result>}
 */
export async function withWorkFolder(root, work) {
	for (const name of await readdir(root)) {
		if (name.startsWith(WORK_PREFIX)) await removeFolder(join(root, name));
	}
	const workFolder = await mkdtemp(join(root, WORK_PREFIX));
	try {
		return await work(workFolder);
	} finally {
		await removeFolder(workFolder);
	}
}

/**
 * Moves a finished folder into its place in one step. An existing engine did not work, or is to be replaced: it
 * moves to the work folder and is removed with it.
 * @param {string} finished
 * @param {string} target
 * @param {string} workFolder
 */
export async function publish(finished, target, workFolder) {
	try {
		await rename(target, join(workFolder, "replaced"));
	} catch (error) {
		if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
	}
	await rename(finished, target);
}

/** @param {string} folder */
function removeFolder(folder) {
	// Windows refuses for a moment while a virus scanner checks a new program.
	return rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}
