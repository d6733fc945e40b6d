// @ts-check
import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * Runs work in a new folder, and removes it whatever happens.
 * @template Result
 * @param {string} name what it is for
 * @param {(folder: string) => Promise<Result>} work
 * @returns {Promise<Result>}
 */
export async function inTemporaryFolder(name, work) {
	// The real path: the CLI would see another one than Node where the folder is behind a link.
	const folder = await realpath(await mkdtemp(join(tmpdir(), `gitlab-deploy-tokens-${name}-`)));
	try {
		return await work(folder);
	} finally {
		await rm(folder, { recursive: true, force: true, maxRetries: 3 });
	}
}
