// @ts-check
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { constants, gunzipSync } from "node:zlib";

/**
 * A text that must not contain a secret.
 * @typedef {object} Place
 * @property {string} name how a failure names it
 * @property {string} text
 */

/**
 * Where any of the secrets appears: raw, URL-encoded, in Base64 (also as part of a longer text, or URL-encoded) or in hex.
 * Names place and encoding, and of the secret only its first characters.
 * @param {readonly Place[]} places
 * @param {Iterable<string>} secrets
 * @returns {string[]}
 */
export function findSecrets(places, secrets) {
	const found = [];
	for (const secret of new Set(secrets))
		for (const [spelling, needle] of spellings(secret))
			for (const { name, text } of places)
				if (text.includes(needle)) found.push(`${secret.slice(0, 9)}… ${spelling} in ${name}`);
	return found;
}

/**
 * Where the secret of any deploy token appears, in the same encodings. GitLab begins each with `gldt-`, so that it is
 * found without being known.
 * @param {readonly Place[]} places
 * @returns {string[]}
 */
export function findDeployTokenSecrets(places) {
	return places.flatMap(({ name, text }) =>
		DEPLOY_TOKEN_SECRETS.filter(([, pattern]) => pattern.test(text)).map(
			([encoding]) => `${PREFIX}… ${encoding} in ${name}`,
		),
	);
}

/**
 * Every file below a folder; links and installed packages are left out.
 * @param {string} folder
 * @returns {Promise<Place[]>}
 */
export async function filesBelow(folder) {
	const places = (await readdir(folder, { withFileTypes: true })).map(async (entry) => {
		const path = join(folder, entry.name);
		if (entry.isDirectory()) return entry.name === "node_modules" ? [] : filesBelow(path);
		return entry.isFile() ? [{ name: path, text: await contentOf(path) }] : [];
	});
	return (await Promise.all(places)).flat();
}

/**
 * What a file says. Newer engines keep a log of each command, compressed; one that was killed leaves a part of it.
 * @param {string} path
 */
async function contentOf(path) {
	const bytes = await readFile(path);
	const isCompressed = bytes.length > 10 && bytes.readUInt16BE(0) === 0x1f8b;
	const content = isCompressed ? gunzipSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH }) : bytes;
	return content.toString("latin1");
}

/** @param {string} secret @returns {[spelling: string, text: string][]} */
function spellings(secret) {
	const bytes = Buffer.from(secret);
	const inBase64 = [0, 1, 2].flatMap((before) => {
		const whole = base64Core(bytes, before);
		return [whole, whole.replaceAll("+", "-").replaceAll("/", "_"), encodeURIComponent(whole)];
	});
	return [
		["as it is", secret],
		["URL-encoded", encodeURIComponent(secret)],
		["in hex", bytes.toString("hex")],
		...[...new Set(inBase64)].map((text) => /** @type {[string, string]} */ (["in Base64", text])),
	];
}

const PREFIX = "gldt-";
const RANDOM_CHARACTERS = 20;

/** @type {readonly (readonly [encoding: string, pattern: RegExp])[]} */
const DEPLOY_TOKEN_SECRETS = [
	["as it is", new RegExp(`${PREFIX}[\\w-]{${RANDOM_CHARACTERS}}`)],
	["in hex", new RegExp(`${Buffer.from(PREFIX).toString("hex")}[\\da-f]{${2 * RANDOM_CHARACTERS}}`)],
	...[0, 1, 2].map((before) => /** @type {[string, RegExp]} */ (["in Base64", deployTokenInBase64(before)])),
];

/** @param {number} before how many bytes precede it */
function deployTokenInBase64(before) {
	/** @param {string} text */
	const core = (text) => base64Core(Buffer.from(text), before);
	const rest = core(PREFIX + "_".repeat(RANDOM_CHARACTERS)).length - core(PREFIX).length;
	return new RegExp(`${core(PREFIX)}[\\w+/-]{${rest}}`);
}

/**
 * The Base64 characters that depend on `bytes` alone when `before` more bytes precede them.
 * @param {Buffer} bytes
 * @param {number} before
 */
function base64Core(bytes, before) {
	const text = Buffer.concat([Buffer.alloc(before), bytes]).toString("base64");
	return text.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6));
}
