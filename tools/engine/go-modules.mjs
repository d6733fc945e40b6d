// @ts-check
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import semver from "semver";

/** A folder with go.mod and go.sum for each program, and for each version of the engine. */
const FOLDER = join(import.meta.dirname, "go");

/**
 * A program to build, and the module that has it.
 * @typedef {object} Program
 * @property {string} name
 * @property {string} folder that of its go.mod
 * @property {string} module
 * @property {string} package `.` for one whose source is in the folder
 * @property {string} [script] a file of the module that the program starts, and that goes beside it
 */

/**
 * A separate build: the engine's module no longer has the language host, and the last release that has it needs
 * another version of the same SDK.
 * @type {Program}
 */
export const LANGUAGE_HOST = {
	name: "pulumi-language-nodejs",
	folder: join(FOLDER, "language-nodejs"),
	module: "github.com/pulumi/pulumi/sdk/v3",
	package: "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs",
};

/**
 * The language hosts that Pulumi's releases have besides the one for Node, each of the last module that can be built by
 * itself. The one for Python starts a script, which has to be next to it.
 */
export const LANGUAGE_HOSTS = {
	/** @type {Program} */
	yaml: {
		name: "pulumi-language-yaml",
		folder: join(FOLDER, "language-yaml"),
		module: "github.com/pulumi/pulumi-yaml",
		package: "github.com/pulumi/pulumi-yaml/cmd/pulumi-language-yaml",
	},
	/** @type {Program} */
	python: {
		name: "pulumi-language-python",
		folder: join(FOLDER, "language-python"),
		module: "github.com/pulumi/pulumi/sdk/v3",
		package: "github.com/pulumi/pulumi/sdk/v3/python/cmd/pulumi-language-python",
		script: join("python", "cmd", "pulumi-language-python-exec"),
	},
	/** @type {Program} */
	go: {
		name: "pulumi-language-go",
		folder: join(FOLDER, "language-go"),
		module: "github.com/pulumi/pulumi/sdk/v3",
		package: "github.com/pulumi/pulumi/sdk/v3/go/pulumi-language-go",
	},
};

/**
 * Pulumi's generators of SDKs. The engine's own module has that for .NET no longer; the last release that has it here
 * is that of the oldest engine.
 */
const GENERATOR = { module: "github.com/pulumi/pulumi/pkg/v3", package: "." };
/** @type {Program} */
export const SDK_GENERATOR = { name: "sdk-generator", folder: join(FOLDER, "sdk-generator"), ...GENERATOR };
/** @type {Program} */
export const DOTNET_GENERATOR = {
	name: "sdk-generator-dotnet",
	folder: join(FOLDER, "sdk-generator-dotnet"),
	...GENERATOR,
};

/**
 * A client of container registries, which works without a daemon.
 * @type {Program}
 */
export const REGISTRY_CLIENT = {
	name: "crane",
	folder: join(FOLDER, "crane"),
	module: "github.com/google/go-containerregistry",
	package: "github.com/google/go-containerregistry/cmd/crane",
};

/**
 * Helm, for `npm run test:clients`.
 * @type {Program}
 */
export const HELM = {
	name: "helm",
	folder: join(FOLDER, "helm"),
	module: "helm.sh/helm/v3",
	package: "helm.sh/helm/v3/cmd/helm",
};

/**
 * What of Argo CD reads a repository's secret and lists its branches, for `npm run test:clients`.
 * @type {Program}
 */
export const ARGOCD = {
	name: "argocd-branches",
	folder: join(FOLDER, "argocd"),
	module: "github.com/argoproj/argo-cd/v2",
	package: ".",
};

/**
 * @param {string} version one of `buildableVersions`
 * @returns {Program}
 */
export const engineProgram = (version) => ({
	name: "pulumi",
	folder: join(FOLDER, `pulumi-${version}`),
	module: "github.com/pulumi/pulumi/pkg/v3",
	package: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
});

/** The versions of the engine that can be built, the oldest first. */
export async function buildableVersions() {
	const names = await readdir(FOLDER);
	return semver.sort(names.flatMap((name) => /^pulumi-(.+)$/.exec(name)?.[1] ?? []));
}

/**
 * What the committed go.mod requires.
 * @param {Program} program
 * @returns {Promise<{ version: string, go: string }>} without a leading `v`
 */
export async function readGoMod(program) {
	const text = await readFile(join(program.folder, "go.mod"), "utf8");
	const version = new RegExp(`^require ${program.module} v(\\S+)$`, "m").exec(text)?.[1];
	const go = /^go (\S+)$/m.exec(text)?.[1];
	if (!version || !go)
		throw new Error(`${program.folder}/go.mod does not name ${program.module} and a Go version`);
	return { version, go };
}
