#!/usr/bin/env node
// @ts-check
// Checks the types of every example with the compiler that users have: `tsc -p` in each folder of examples/.
// An example whose optional packages are not installed here is left out, and said so.

import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const compiler = join(root, "node_modules", "typescript", "bin", "tsc");
const examples = join(root, "examples");

let failed = 0;
for (const name of readdirSync(examples).sort()) {
	const folder = join(examples, name);
	if (!existsSync(join(folder, "package.json"))) continue;
	const missing = optionalPackages(folder).filter((wanted) => !isInstalled(folder, wanted));
	if (missing.length > 0) {
		console.log(
			`examples/${name}: left out here, since ${missing.join(", ")} is not installed; its test checks it`,
		);
		continue;
	}
	const { status, error } = spawnSync(process.execPath, [compiler, "-p", folder], {
		cwd: root,
		stdio: "inherit",
	});
	if (error) console.error(`error: tsc cannot be started: ${error.message}`);
	if (status !== 0) {
		console.error(`error: examples/${name} does not compile`);
		failed += 1;
	}
}
process.exitCode = failed === 0 ? 0 : 1;

/** @param {string} folder @returns {string[]} */
function optionalPackages(folder) {
	const { peerDependenciesMeta = {} } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
	return Object.keys(peerDependenciesMeta);
}

/** @param {string} folder @param {string} name */
function isInstalled(folder, name) {
	return [folder, root].some((place) => existsSync(join(place, "node_modules", name)));
}
