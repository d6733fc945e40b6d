#!/usr/bin/env node
// @ts-check
// Proves everything, in the long forms too: `npm test`, the engine tests with the oldest engine, the programs of all
// languages, random histories through the packaged provider, every package manager and Node, the secrets with the clients
// that `npm test` does without, the emulator with third-party clients for Python and Go, 100,000 hostile inputs,
// 10,000 operations with faults, every point at which a process can be killed, and the mutations of the rules.
// Ends with the first that fails.

import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { MINIMUM_VERSION } from "./engine/versions.mjs";

/** @type {readonly { args: readonly string[], env?: Readonly<Record<string, string>> }[]} */
const STEPS = [
	{ args: ["test"] },
	{ args: ["run", "test:engine"], env: { PULUMI_ENGINE_VERSION: MINIMUM_VERSION } },
	{ args: ["run", "test:languages"] },
	{ args: ["run", "test:histories", "--", "--provider", "packaged", "--seed", "1", "--histories", "200"] },
	{ args: ["run", "test:installed"] },
	{ args: ["run", "test:clients"] },
	{ args: ["run", "test:foreign"] },
	{ args: ["run", "test:hostile"], env: { FAST_CHECK_RUNS: "5000" } },
	{ args: ["run", "test:faults", "--", "--seed", "1", "--operations", "10000"] },
	{ args: ["run", "test:crash"] },
	{ args: ["run", "mutation"] },
];

for (const { args, env } of STEPS) {
	const startedMs = Date.now();
	console.log(`\nnpm ${args.join(" ")}`);
	const { status, error } = spawnSync("npm", args, {
		cwd: fileURLToPath(new URL("..", import.meta.url)),
		env: { ...process.env, ...env },
		stdio: "inherit",
		shell: process.platform === "win32",
	});
	if (error) console.error(`error: npm cannot be started: ${error.message}`);
	if (status !== 0) process.exit(status ?? 1);
	console.log(`npm ${args.join(" ")}: passed in ${Math.round((Date.now() - startedMs) / 1_000)} s`);
}
