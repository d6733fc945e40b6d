// @ts-check
import { readdir, readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { gunzipSync } from "node:zlib";
import { spellings } from "./secret-spellings.mjs";

/**
 * @typedef {object} Text
 * @property {string} place where it is, for a person
 * @property {string} content
 */

/**
 * @param {string} folder
 * @returns {Promise<Text[]>} every file below it; links are not followed
 */
export async function filesBelow(folder) {
	const entries = await readdir(folder, { recursive: true, withFileTypes: true });
	const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
	return Promise.all(
		files.map(async (file) => ({ place: relative(folder, file), content: await read(file) })),
	);
}

/**
 * @param {readonly string[]} secrets
 * @param {readonly Text[]} texts
 * @returns {string[]} the places where a secret appears, in any encoding
 */
export function placesOf(secrets, texts) {
	const wanted = secrets.flatMap(spellings);
	return texts
		.filter(({ content }) => wanted.some((form) => content.includes(form)))
		.map(({ place }) => place);
}

/** @param {string} file */
async function read(file) {
	const bytes = await readFile(file);
	return (file.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("latin1");
}
