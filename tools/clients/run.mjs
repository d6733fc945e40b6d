#!/usr/bin/env node
// @ts-check
// Runs test/clients: the secret's formats with the clients that `npm test` does without. Installs twine by pip, NuGet and
// Renovate by npm, and on Debian as root what Debian has; builds Helm and a part of Argo CD. Fails where the machine lacks one, unless
// --without names it.
//
//     npm run test:clients -- [--without NAME,NAME]

import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { basename, delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { installedPackages } from "../npm-packages.mjs";
import { findClients } from "./find.mjs";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const CACHE = join(ROOT, "node_modules", ".cache", "clients");
const TWINE = "6.2.0";
/** NuGet's program for Mono, as a package of npm. */
const NUGET = "5.8.0";
const RENOVATE = "44.121.2";
/** The one that this Renovate needs, or a later one. */
const NODE_FOR_RENOVATE = "24.21.0";

try {
	const { without } = parseArgs({ options: { without: { type: "string", default: "" } } }).values;
	const clients = await findClients(without.split(",").filter((name) => name !== ""));
	const built = [clients.helm, clients.argocd].flatMap((file) => (file === undefined ? [] : [dirname(file)]));
	const env = {
		...process.env,
		TEST_CLIENTS: Object.keys(clients).join(","),
		...(clients.terraform === undefined ? {} : { TEST_CLIENTS_TERRAFORM: programName(clients.terraform) }),
		...(clients.twine === undefined ? {} : { TEST_CLIENTS_TWINE: installTwine(clients.twine) }),
		...(clients.nuget === undefined ? {} : { TEST_CLIENTS_NUGET: await installNuget() }),
		...(clients.renovate === undefined ? {} : await installRenovate()),
		PATH: [...built, process.env.PATH].join(delimiter),
	};
	console.error(`clients: ${env.TEST_CLIENTS}${without === "" ? "" : `; without ${without}`}`);
	const mocha = join(ROOT, "node_modules", "mocha", "bin", "mocha.js");
	const { status } = spawnSync(process.execPath, [mocha, "test/clients/**/*.test.ts"], {
		cwd: ROOT,
		env,
		stdio: "inherit",
	});
	process.exitCode = status ?? 1;
} catch (error) {
	console.error(`error: ${error instanceof Error ? error.message : error}`);
	process.exitCode = 1;
}

/** @param {string} python @returns {string} the folder of twine and what it needs, for PYTHONPATH */
function installTwine(python) {
	const folder = join(CACHE, `twine-${TWINE}`);
	if (existsSync(join(folder, `twine-${TWINE}.dist-info`))) return folder;
	console.error(`installing twine ${TWINE} …`);
	const args = ["-m", "pip", "install", "--quiet", "--no-warn-conflicts", "--target", folder];
	const quiet = { PIP_ROOT_USER_ACTION: "ignore", PIP_DISABLE_PIP_VERSION_CHECK: "1" };
	const { status } = spawnSync(python, [...args, `twine==${TWINE}`], {
		env: { ...process.env, ...quiet },
		stdio: ["ignore", 2, 2],
	});
	if (status !== 0)
		throw new Error(
			`pip could not install twine ${TWINE}; it says why above. Or leave twine out by --without`,
		);
	return folder;
}

/** The program's file. */
async function installNuget() {
	const folder = await installed(`nuget-exe@${NUGET}`, "--ignore-scripts");
	return join(folder, "node_modules", "nuget-exe", `nuget-${NUGET}.exe`);
}

/** Renovate, and the Node that runs it. */
async function installRenovate() {
	// Its scripts would only get optional parts of other packages; those of Node get Node.
	const folder = await installed(`renovate@${RENOVATE}`, "--ignore-scripts");
	const node = await installed(`node@${NODE_FOR_RENOVATE}`);
	return {
		TEST_CLIENTS_RENOVATE: join(folder, "node_modules", "renovate", "dist", "renovate.js"),
		TEST_CLIENTS_RENOVATE_NODE: join(node, "node_modules", "node", "bin", "node"),
	};
}

/** @param {string} specifier @param {string[]} options of npm @returns {Promise<string>} the folder that has the package */
function installed(specifier, ...options) {
	console.error(`getting ${specifier} …`);
	return installedPackages(join(CACHE, specifier), [specifier, ...options]);
}

/** @param {string} path */
function programName(path) {
	return basename(path).replace(/\.(exe|cmd|bat)$/i, "");
}
