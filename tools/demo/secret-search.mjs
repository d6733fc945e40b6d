// @ts-check
import { readdir, readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { gunzipSync } from "node:zlib";

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

/**
 * The texts by which a secret can be recognised: as it is, in Base64 wherever in a longer text it begins, in
 * the URL-safe kind of Base64, and all of these URL-encoded.
 * @param {string} secret
 */
function spellings(secret) {
	const base64 = [0, 1, 2].map((offset) => base64Core(secret, offset));
	const urlSafe = base64.map((text) => text.replaceAll("+", "-").replaceAll("/", "_"));
	const plain = [secret, ...base64, ...urlSafe];
	return [...new Set([...plain, ...plain.map(encodeURIComponent)])];
}

/**
 * The Base64 of a secret that starts `offset` bytes after a boundary of three, without the characters at both ends
 * that also depend on the bytes around it.
 * @param {string} secret
 * @param {number} offset
 */
function base64Core(secret, offset) {
	const bytes = Buffer.from(`${" ".repeat(offset)}${secret}`);
	const wholeCharacters = Math.floor((bytes.length * 8) / 6);
	return bytes.toString("base64").slice(Math.ceil((offset * 8) / 6), wholeCharacters);
}
