import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { ROOT } from "./source-files";

const options = { cwd: ROOT, shell: process.platform === "win32" };

/** Runs a program of the repository in its root. Rejects with what it printed when it fails. */
export function run(program: string, args: readonly string[]) {
	return promisify(execFile)(program, args, options);
}

/** A workspace as npm publishes it. */
export interface Packed {
	/** A folder that holds the tarball, and anything else until `remove`. */
	readonly folder: string;
	readonly tarball: string;
	/** Paths in the package. */
	readonly files: readonly string[];
	remove(): void;
}

/** Packs a workspace. Compiled just before by whatever runs the tests, so npm itself runs no script of it. */
export async function pack(workspace: string): Promise<Packed> {
	const folder = mkdtempSync(join(tmpdir(), "deploy-token-pack-"));
	await run("npm", ["run", "prepack", "--workspace", workspace]);
	const flags = ["--workspace", workspace, "--ignore-scripts", "--json", "--pack-destination", folder];
	const { stdout } = await run("npm", ["pack", ...flags]);
	const [{ filename, files }] = JSON.parse(stdout) as [{ filename: string; files: { path: string }[] }];
	return {
		folder,
		tarball: join(folder, filename),
		files: files.map(({ path }) => path),
		remove: () => rmSync(folder, { recursive: true, force: true }),
	};
}

/** Publint's verdict on a tarball. */
export async function publint(tarball: string): Promise<string> {
	return (await run("npx", ["publint", "run", tarball, "--strict"])).stdout;
}
