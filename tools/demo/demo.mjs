#!/usr/bin/env node
// @ts-check
// Shows a deploy token's life with the real Pulumi CLI, on a temporary file backend, against the emulator of
// GitLab. Every step is checked, not only shown: exit code 0 means that each showed what it should, 1 that one
// did not, 128 + n that signal n ended it. Leaves nothing behind.
//
//     npm run demo                                                the dynamic provider
//     npm run demo -- --language yaml|python|typescript|go        the packaged provider

import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { EmulatorProcess } from "gitlab-deploy-token-emulator";
import { reportFailure } from "../engine/exit-code.mjs";
import { interruptible } from "../engine/interrupt.mjs";
import { inTemporaryFolder } from "../temporary-folder.mjs";
import { Unmet } from "./expectation.mjs";
import { PLUGIN_STEPS } from "./plugin-steps.mjs";
import { documentedProgram, QUICKSTART } from "./program.mjs";
import { Stack } from "./stack.mjs";
import { STEPS } from "./steps.mjs";

const startedMs = Date.now();
let at = "Reading the options";
try {
	const { language } = parseArgs({ options: { language: { type: "string" } } }).values;
	at = "Getting what the program needs";
	const program = language === undefined ? QUICKSTART : await documentedProgram(language);
	const steps = language === undefined ? STEPS : PLUGIN_STEPS;
	at = "Starting the emulator and making a stack";
	await interruptible(undefined, (signal) =>
		inTemporaryFolder("demo", (folder) => perform({ program, steps }, folder, signal)),
	);
	console.log(`\nEverything showed what it should, in ${Math.round((Date.now() - startedMs) / 1000)} s.`);
} catch (error) {
	const expected = error instanceof Unmet ? "Expected: " : "";
	process.exitCode = reportFailure(error, (reason) => `\nerror: ${at} failed.\n${expected}${reason}`);
}

/**
 * @param {{ program: import("./program.mjs").Program, steps: readonly import("./scene.mjs").Step[] }} show
 * @param {string} folder
 * @param {AbortSignal} signal
 */
async function perform({ program, steps }, folder, signal) {
	const credential = `glpat-${randomBytes(15).toString("base64url")}`;
	const world = { fixture: fixture(credential), args: ["--verbose"], signal };
	const gitlab = await EmulatorProcess.start(world);
	try {
		const stack = await Stack.create(join(folder, "stack"), { program, url: gitlab.url, credential }, signal);
		console.log(
			`An emulated GitLab at ${gitlab.url}: the group acme, the project acme/website, no deploy tokens.`,
		);
		console.log(`The program is ${program.title}; the stack is kept in a temporary folder.`);
		const scene = { gitlab, stack, secrets: new Set([credential]) };
		for (const [index, { title, act }] of steps.entries()) {
			signal.throwIfAborted();
			at = `Step ${index + 1} (${title})`;
			console.log(`\n${index + 1}. ${title}.`);
			for (const line of await act(scene)) console.log(`     ${line.trim()}`);
		}
	} finally {
		await gitlab.stop();
	}
}

/**
 * A group, a project in it, and an owner of both.
 * @param {string} credential the owner's access token
 * @returns {import("gitlab-deploy-token-emulator").Fixture}
 */
function fixture(credential) {
	return {
		users: [{ id: 1, username: "olga", accessTokens: [{ token: credential, scopes: ["api"] }] }],
		groups: [{ id: 1, path: "acme", members: { olga: "owner" } }],
		projects: [{ id: 1, path: "acme/website" }],
	};
}
