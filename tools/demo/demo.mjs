#!/usr/bin/env node
// @ts-check
// Shows a deploy token's life with the real Pulumi CLI, on a temporary file backend, against the emulator of
// GitLab. Every step is checked, not only shown: exit code 0 means that each showed what it should, 1 that one
// did not, 128 + n that signal n ended it. Leaves nothing behind.
//
//     npm run demo                                                the dynamic provider
//     npm run demo -- --language yaml|python|typescript|go        the packaged provider

import { randomBytes } from "node:crypto";
import { mkdtemp, realpath, rm } from "node:fs/promises";
import { constants, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { interruptible } from "../engine/interrupt.mjs";
import { Interrupted } from "../engine/setup-error.mjs";
import { Unmet } from "./expectation.mjs";
import { GitLab } from "./gitlab.mjs";
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
	await interruptible(
		undefined,
		inTemporaryFolder((folder, signal) => perform({ program, steps }, folder, signal)),
	);
	console.log(`\nEverything showed what it should, in ${Math.round((Date.now() - startedMs) / 1000)} s.`);
} catch (error) {
	process.exitCode = report(error);
}

/**
 * @param {{ program: import("./program.mjs").Program, steps: readonly import("./scene.mjs").Step[] }} show
 * @param {string} folder
 * @param {AbortSignal} signal
 */
async function perform({ program, steps }, folder, signal) {
	const credential = `glpat-${randomBytes(15).toString("base64url")}`;
	const gitlab = await GitLab.start(join(folder, "fixture.json"), credential, signal);
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
 * @param {(folder: string, signal: AbortSignal) => Promise<void>} work
 * @returns {(signal: AbortSignal) => Promise<void>}
 */
function inTemporaryFolder(work) {
	return async (signal) => {
		// The real path: the CLI would see another one than Node where the folder is behind a link.
		const folder = await realpath(await mkdtemp(join(tmpdir(), "gitlab-deploy-tokens-demo-")));
		try {
			await work(folder, signal);
		} catch (error) {
			// Ctrl-C reaches the emulator too, so what failed first may be a request to it.
			throw signal.aborted ? signal.reason : error;
		} finally {
			await rm(folder, { recursive: true, force: true, maxRetries: 3 });
		}
	};
}

/**
 * @param {unknown} error
 * @returns {number} the exit code
 */
function report(error) {
	if (error instanceof Interrupted) {
		console.error("\nInterrupted; the emulator, the stack and the temporary folder are gone.");
		return 128 + constants.signals[error.signalName ?? "SIGINT"];
	}
	const reason = error instanceof Error ? error.message : String(error);
	console.error(`\nerror: ${at} failed.\n${error instanceof Unmet ? "Expected: " : ""}${reason}`);
	return 1;
}
