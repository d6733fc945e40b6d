// @ts-check
import { filesBelow, findSecrets } from "../secret-search.mjs";
import { expect } from "./expectation.mjs";

/**
 * @typedef {object} Scene
 * @property {import("gitlab-deploy-token-emulator").RunningEmulatorProcess} gitlab
 * @property {import("./stack.mjs").Stack} stack
 * @property {Set<string>} secrets every secret that was ever there; never printed
 */

/**
 * @typedef {object} Step
 * @property {string} title what happens, and what it should show
 * @property {(scene: Scene) => Promise<string[]>} act returns the lines worth seeing
 */

/**
 * @param {readonly string[]} lines
 * @param {RegExp} pattern
 */
export function matching(lines, pattern) {
	return lines.filter((line) => pattern.test(line));
}

/**
 * @param {readonly string[]} lines
 * @param {RegExp} pattern
 * @param {string} what
 */
export function demandLines(lines, pattern, what) {
	const found = matching(lines, pattern);
	expect(found.length > 0, `${what}; it printed:\n${lines.join("\n")}`);
	return found;
}

/** @param {Scene["gitlab"]} gitlab */
export async function inGitLab(gitlab) {
	const rows = await gitlab.control.tokens();
	return rows.map(
		({ id, name, owner, revoked }) =>
			`GitLab: token ${id} "${name}" of ${owner.type} ${owner.path}, ${revoked ? "revoked" : "active"}`,
	);
}

/**
 * Searches for every secret that ever existed in everything that was printed and stored so far.
 * @param {Scene} scene
 * @returns {Promise<string[]>} what was searched
 */
export async function searchForSecrets({ gitlab, stack, secrets }) {
	const files = await filesBelow(stack.folder);
	const texts = [
		{ name: "what Pulumi printed", text: stack.printed.join("\n") },
		{ name: "what the emulator printed", text: gitlab.output },
		{ name: "the emulator's access log", text: JSON.stringify(await gitlab.control.requests()) },
		...files,
	];
	assertSearchFinds([...secrets], files);
	const found = findSecrets(texts, secrets);
	expect(found.length === 0, `no secret is in plaintext anywhere, but found in: ${found.join(", ")}`);
	return [
		`searched for ${secrets.size} secrets, also in Base64 and URL-encoded, in`,
		`${stack.printed.length} lines of output, ${files.length} files (state, checkpoints, history, backups, configuration)`,
		`and the emulator's logs: none found`,
	];
}

/**
 * A search that finds nothing proves something only if it can find, and searches where something can be.
 * @param {readonly string[]} secrets
 * @param {readonly import("../secret-search.mjs").Place[]} files
 */
function assertSearchFinds(secrets, files) {
	for (const secret of secrets) {
		const planted = { name: "", text: `Basic ${Buffer.from(`name:${secret}`).toString("base64")}` };
		expect(findSecrets([planted], [secret]).length > 0, "the search finds a secret that was planted for it");
	}
	const state = files.filter(({ text }) => /projects\/1\/deploy_tokens\/\d/.test(text));
	expect(state.length > 0, "the files that are searched hold the state");
}

/**
 * @param {ReadonlySet<string>} secrets
 * @param {number} expected how many there are, the credential included
 */
export function expectUsable(secrets, expected) {
	const usable = [...secrets].filter((secret) => secret.length >= 16);
	expect(usable.length === expected, "each token has a secret of its own, at least 16 characters long");
}
