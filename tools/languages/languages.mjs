// @ts-check
import { cp, readFile, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { ensureEngine } from "../engine/ensure-engine.mjs";
import { ensureLanguageHost } from "../engine/language-hosts.mjs";
import { generateSdk } from "../sdk/generate.mjs";
import { inTemporaryFolder } from "../temporary-folder.mjs";
import { command } from "./command.mjs";
import { documentedProgram } from "./document.mjs";
import { kept, textsBelow } from "./kept.mjs";
import { virtualEnvironment } from "./virtual-environment.mjs";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const PACKAGES = join(ROOT, "node_modules");
const HERE = import.meta.dirname;
const REQUIREMENTS = join(HERE, "requirements.txt");
const PLUGINS = {
	providers: [{ name: "gitlab-deploy-tokens", path: "node_modules/pulumi-gitlab-deploy-tokens/bin" }],
};

/**
 * A program of docs/languages.md, ready to be run.
 * @typedef {object} Prepared
 * @property {Record<string, string>} files the project's files, by their paths
 * @property {string[]} path folders that are to be first on PATH
 * @property {string} packages the folder that is to be its `node_modules`
 */

/** @type {Record<string, () => Promise<Prepared>>} */
export const LANGUAGES = { yaml, python, typescript, go };

/** @returns {Promise<Prepared>} */
async function yaml() {
	return {
		files: { "Pulumi.yaml": documentedProgram("yaml").replace(/^name: .*$/m, "name: trial") },
		path: [await hostOf("yaml")],
		packages: PACKAGES,
	};
}

/** @returns {Promise<Prepared>} */
async function python() {
	const needs = "Programs in Python need Python 3.10 or newer with venv and pip, as `python3` on PATH.";
	const sdk = await withSdk("python", [await textOf(REQUIREMENTS)], async (folder) => {
		await virtualEnvironment(folder, ["--requirement", REQUIREMENTS, join(folder, "sdk")], needs);
	});
	return {
		files: { "Pulumi.yaml": project("python"), "__main__.py": documentedProgram("python") },
		// An old language host does not know the option `virtualenv`.
		path: [join(sdk, "venv", "bin"), await hostOf("python")],
		packages: PACKAGES,
	};
}

/** @returns {Promise<Prepared>} */
async function typescript() {
	const needs = "Programs in TypeScript with the SDK need npm, and access to its registry.";
	const manifest = await textOf(join(HERE, "typescript.json"));
	const installed = await withSdk("nodejs", [manifest], async (folder) => {
		await writeFile(join(folder, "package.json"), manifest);
		const args = ["install", "--install-links", "--no-audit", "--no-fund", "--loglevel", "error"];
		await command("npm", args, { cwd: folder, needs });
		await symlink(
			join(ROOT, "provider"),
			join(folder, "node_modules", "pulumi-gitlab-deploy-tokens"),
			"junction",
		);
	});
	return {
		files: {
			"Pulumi.yaml": project("nodejs"),
			"package.json": '{ "private": true, "main": "index.ts" }',
			"index.ts": documentedProgram("typescript"),
		},
		path: [],
		packages: join(installed, "node_modules"),
	};
}

/** @returns {Promise<Prepared>} */
async function go() {
	const needs = "Programs in Go need Go 1.26 or newer, as `go` on PATH.";
	const files = {
		"main.go": documentedProgram("go"),
		"go.mod": await textOf(join(HERE, "go", "go.mod")),
		"go.sum": await textOf(join(HERE, "go", "go.sum")),
	};
	const built = await withSdk("go", Object.values(files), async (folder) => {
		for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
		// The language host builds it again for each run, which takes seconds from then on.
		await command("go", ["build", "-o", "program", "."], { cwd: folder, needs });
	});
	return {
		files: {
			...files,
			"Pulumi.yaml": project("go"),
			"go.mod": files["go.mod"].replace("=> ./sdk", `=> ${join(built, "sdk")}`),
		},
		path: [await hostOf("go")],
		packages: PACKAGES,
	};
}

/** The project of a program that is not YAML itself. @param {string} runtime */
function project(runtime) {
	return JSON.stringify({ name: "trial", runtime, plugins: PLUGINS }, null, 2);
}

/** The folder of the program that runs a language. @param {import("../engine/language-hosts.mjs").HostedLanguage} language */
async function hostOf(language) {
	return dirname(await ensureLanguageHost(language, await ensureEngine()));
}

/**
 * A folder with the SDK of a language as `sdk`, and with what is made of it.
 * @param {import("../sdk/generate.mjs").SdkLanguage} language
 * @param {readonly string[]} inputs what counts too
 * @param {(folder: string) => Promise<void>} make
 */
function withSdk(language, inputs, make) {
	return inTemporaryFolder("sdk", async (temporary) => {
		await generateSdk(language, temporary);
		const contents = [...inputs, ...(await textsBelow(temporary))];
		return kept(language, contents, async (folder) => {
			await cp(temporary, join(folder, "sdk"), { recursive: true });
			await make(folder);
		});
	});
}

/** @param {string} file */
function textOf(file) {
	return readFile(file, "utf8");
}
