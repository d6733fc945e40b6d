// @ts-check
import { cp, mkdir, symlink, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { LANGUAGES } from "../languages/languages.mjs";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/**
 * What a stack runs.
 * @typedef {object} Program
 * @property {string} title
 * @property {string[]} path folders that are to be first on PATH
 * @property {(folder: string) => Promise<void>} write writes it into a folder that does not exist yet
 */

/** examples/quickstart, with the dynamic provider. @type {Program} */
export const QUICKSTART = {
	title: "examples/quickstart",
	path: [],
	async write(folder) {
		await cp(join(ROOT, "examples", "quickstart"), folder, { recursive: true, filter: isProgram });
		await linkPackages(join(ROOT, "node_modules"), folder);
	},
};

/**
 * The program of docs/languages.md in a language, with the packaged provider.
 * @param {string} language
 * @returns {Promise<Program>}
 */
export async function documentedProgram(language) {
	const prepare = LANGUAGES[language];
	if (prepare === undefined)
		throw new Error(`--language ${language} is none of ${Object.keys(LANGUAGES).join(", ")}`);
	const { files, path, packages } = await prepare();
	return {
		title: `that of docs/languages.md in ${language}, with the plugin`,
		path,
		async write(folder) {
			await mkdir(folder, { recursive: true });
			for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
			await linkPackages(packages, folder);
		},
	};
}

/**
 * @param {string} packages
 * @param {string} folder
 */
function linkPackages(packages, folder) {
	return symlink(packages, join(folder, "node_modules"), "junction");
}

/** The user's own stacks are configured next to the program; they stay there. @param {string} path */
function isProgram(path) {
	return !/^(node_modules|Pulumi\..+\.yaml)$/.test(basename(path));
}
