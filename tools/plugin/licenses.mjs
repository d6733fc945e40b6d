// @ts-check
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/**
 * The licenses of packages, in one text, as each asks of whoever passes it on.
 * @param {readonly string[]} folders
 * @returns {Promise<string>}
 */
export async function licensesOf(folders) {
	const texts = await Promise.all(
		folders.map(async (folder) => {
			const { name, version, license } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
			const file = (await readdir(folder)).find((entry) => /^licen[cs]e(\.(md|txt))?$/i.test(entry));
			const text = file === undefined ? "" : (await readFile(join(folder, file), "utf8")).trim();
			return `${name} ${version} (${license})\n\n${text}`.trim();
		}),
	);
	return `${texts.join(`\n\n${"-".repeat(80)}\n\n`)}\n`;
}
