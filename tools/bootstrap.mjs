#!/usr/bin/env node
// @ts-check
// Runs a command with everything it needs in place, also on a fresh clone: packages, compiled workspaces and,
// with --engine, a Pulumi engine on PATH. Plain Node without dependencies until they are installed.
//
//     node tools/bootstrap.mjs [--engine [--yaml]] [--registry-client] [--browser] [--no-gitlab] -- COMMAND [ARG …]
//
// --yaml also gets what runs programs in YAML.
// --registry-client puts crane on PATH, which pulls images.
// --browser finds or installs a Chromium, and names it in CHROME_PATH.
// --no-gitlab hides GITLAB_* from the command: whoever has a GitLab configured does not mean the tests to run there.

import { spawnSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const separator = process.argv.indexOf("--");
const options = process.argv.slice(2, separator);
const [command, ...args] = separator === -1 ? [] : process.argv.slice(separator + 1);
if (command === undefined)
	fail(
		"usage: node tools/bootstrap.mjs [--engine [--yaml]] [--registry-client] [--browser] [--no-gitlab] -- COMMAND [ARG …]",
	);

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 19))
	fail(`Node ${process.versions.node} is too old to develop with; install 20.19 or later`);

if (!installed()) run("npm", ["ci", "--include=dev", "--no-fund", "--no-audit"], "installing packages");
run(process.execPath, [
	join("node_modules", "typescript", "bin", "tsc"),
	"-b",
	"provider",
	"inventory",
	"policy",
	"test/emulator",
]);

const env = { ...process.env };
if (options.includes("--no-gitlab"))
	for (const name of Object.keys(env)) if (name.startsWith("GITLAB_")) delete env[name];
if (options.includes("--engine")) {
	// Not before the installation: it needs packages.
	const { ensureEngine, ensureLanguageHost } = await import("./engine/setup.mjs");
	const engine = await ensureEngine().catch((error) => fail(error.message));
	const { bin, version, source } = engine;
	const folders = bin === undefined ? [] : [bin];
	if (options.includes("--yaml"))
		folders.push(dirname(await ensureLanguageHost("yaml", engine).catch((error) => fail(error.message))));
	console.error(`Pulumi engine ${version} (${source})`);
	env.PATH = [...folders, env.PATH].join(delimiter);
}
if (options.includes("--registry-client")) {
	const { ensureRegistryClient } = await import("./engine/setup.mjs");
	const client = await ensureRegistryClient().catch((error) => fail(error.message));
	env.PATH = [dirname(client), env.PATH].join(delimiter);
}
if (options.includes("--browser")) {
	const { ensureBrowser } = await import("./browser/setup.mjs");
	env.CHROME_PATH = await ensureBrowser().catch((error) => fail(error.message));
	console.error(`Browser ${env.CHROME_PATH}`);
}
const child = spawnSync(command, args, {
	cwd: process.cwd(),
	env,
	stdio: "inherit",
	shell: process.platform === "win32",
});
if (child.error) fail(`${command} cannot be started: ${child.error.message}`);
process.exit(child.status ?? 1);

/** Whether the installed packages are those of the lock file: npm notes at the end what it installed. */
function installed() {
	const done = join(root, "node_modules", ".package-lock.json");
	return existsSync(done) && statSync(done).mtimeMs >= statSync(join(root, "package-lock.json")).mtimeMs;
}

/** @param {string} program @param {string[]} programArgs @param {string} [what] */
function run(program, programArgs, what) {
	if (what !== undefined) console.error(`${what} …`);
	const { status, error } = spawnSync(program, programArgs, {
		cwd: root,
		stdio: ["ignore", 2, 2],
		shell: process.platform === "win32",
	});
	if (error) fail(`${program} cannot be started: ${error.message}`);
	if (status !== 0) fail(`${program} ${programArgs.join(" ")} failed`);
}

/** @param {string} message @returns {never} */
function fail(message) {
	console.error(`error: ${message}`);
	process.exit(1);
}
