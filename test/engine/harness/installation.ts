import { createHash } from "node:crypto";
import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { installedPackages, npm } from "../../../tools/npm-packages.mjs";

const ROOT = resolve(__dirname, "../../..");
/** What does not depend on the package is kept here between runs. */
const CACHE = join(ROOT, "node_modules", ".cache", "engine-tests");

/** Versions that a user may have. */
export interface Versions {
	readonly node: string;
	readonly pulumi: string;
}

/** A folder outside of the repository in which a user installed the packed package. */
export interface Installation {
	readonly folder: string;
	/** Folder of that Node's programs. */
	readonly bin: string;
	remove(): void;
}

/**
 * Packs the package and installs it with npm, together with these versions.
 *
 * What does not depend on the package comes from a cache, so that a second run is quick.
 */
export async function install(versions: Versions): Promise<Installation> {
	const cached = await cachedPackages(versions);
	const folder = mkdtempSync(join(tmpdir(), "deploy-token-installed-"));
	const isNodeItself = (path: string) =>
		/^node(-.*)?$/.test(basename(path)) && path.startsWith(join(cached, "node_modules", "node"));
	cpSync(cached, folder, { recursive: true, verbatimSymlinks: true, filter: (path) => !isNodeItself(path) });
	const tarball = await pack(folder);
	await npm(["install", "--ignore-scripts", `./${tarball}`], folder);
	return {
		folder,
		bin: join(cached, "node_modules", "node", "bin"),
		remove: () => rmSync(folder, { recursive: true, force: true }),
	};
}

/** A folder with Node, the SDK, TypeScript and the dependencies of the package. */
async function cachedPackages({ node, pulumi }: Versions): Promise<string> {
	const { dependencies } = readManifest(join(ROOT, "provider"));
	const { version: typescript } = readManifest(join(ROOT, "node_modules", "typescript"));
	const packages = {
		node,
		"@pulumi/pulumi": pulumi,
		typescript,
		"@types/node": "^20.19.43",
		...dependencies,
	};
	const key = createHash("sha256").update(JSON.stringify(packages)).digest("hex").slice(0, 12);
	const names = Object.entries(packages).map(([name, version]) => `${name}@${version}`);
	return cachedFolder(`node-${node}-pulumi-${pulumi}-${key}`, names);
}

/** A folder in which npm installed these packages, in this run or in an earlier one. */
export function cachedFolder(name: string, packages: readonly string[]): Promise<string> {
	return installedPackages(join(CACHE, name), packages);
}

/** Packs the package. @returns the tarball's name in `destination`. */
export async function pack(destination: string): Promise<string> {
	// Compiled just before by whatever started the tests; compiling again would only take time.
	const flags = ["--workspace", "provider", "--ignore-scripts", "--json", "--pack-destination", destination];
	const [{ filename }] = JSON.parse(await npm(["pack", ...flags], ROOT)) as [{ filename: string }];
	return filename;
}

function readManifest(folder: string): { version: string; dependencies: Record<string, string> } {
	return JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
}
