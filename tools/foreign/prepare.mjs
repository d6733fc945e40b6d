#!/usr/bin/env node
// @ts-check
// Gets a third-party client of GitLab's API, in the version that test/foreign names, and prints as JSON the command
// that starts the program which uses it.
//
//     node tools/foreign/prepare.mjs client-go|python-gitlab

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { cachedProgram } from "../engine/cached-program.mjs";
import { kept } from "../languages/kept.mjs";
import { virtualEnvironment } from "../languages/virtual-environment.mjs";

const FOLDER = fileURLToPath(new URL("../../test/foreign", import.meta.url));

/** @type {Record<string, () => Promise<string[]>>} */
const CLIENTS = { "client-go": clientGo, "python-gitlab": pythonGitlab };

const [, , name = ""] = process.argv;
try {
	const prepare = CLIENTS[name];
	if (prepare === undefined) throw new Error(`${name} is none of ${Object.keys(CLIENTS).join(", ")}`);
	console.log(JSON.stringify(await prepare()));
} catch (error) {
	console.error(`error: ${error instanceof Error ? error.message : error}`);
	process.exitCode = 1;
}

async function clientGo() {
	const module = "gitlab.com/gitlab-org/api/client-go";
	const program = { name: "client-go", folder: join(FOLDER, "client-go"), module, package: "." };
	return [
		await cachedProgram(program).catch((error) => {
			throw new Error(`GitLab's client for Go needs Go 1.24 or newer, as \`go\` on PATH. (${error.message})`);
		}),
	];
}

async function pythonGitlab() {
	const needs = "python-gitlab needs Python 3.10 or newer with venv and pip, as `python3` on PATH.";
	const requirements = join(FOLDER, "python-gitlab", "requirements.txt");
	const folder = await kept("python-gitlab", [await readFile(requirements, "utf8")], async (empty) => {
		await virtualEnvironment(empty, ["--requirement", requirements], needs);
	});
	return [join(folder, "venv", "bin", "python3"), join(FOLDER, "python-gitlab", "client.py")];
}
