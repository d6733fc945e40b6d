import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Files } from "../world/entities";

/** A bare repository on disk. */
export interface Repository {
	/** The folder that holds it … */
	readonly root: string;
	/** … and its name in there. */
	readonly name: string;
}

/**
 * Bare repositories in a temporary folder, created when first requested. Since they are read-only, projects with the
 * same files share one.
 */
export class Repositories {
	private root: Promise<string> | undefined;
	private readonly made = new Map<string, Promise<Repository>>();

	/** @throws The error of `spawn` if there is no git. */
	find(files: Files): Promise<Repository> {
		const commit = commitStream(files);
		const name = `${createHash("sha256").update(commit).digest("hex")}.git`;
		const known = this.made.get(name);
		if (known !== undefined) return known;
		const repository = this.make(name, commit);
		this.made.set(name, repository);
		return repository;
	}

	/** Removes the temporary folder. */
	async close(): Promise<void> {
		await Promise.allSettled(this.made.values());
		if (this.root !== undefined) await rm(await this.root, { recursive: true, force: true });
	}

	private async make(name: string, commit: string): Promise<Repository> {
		this.root ??= mkdtemp(join(tmpdir(), "gitlab-emulator-"));
		const root = await this.root;
		await git(root, ["init", "--quiet", "--bare", "--initial-branch=main", name]);
		await git(join(root, name), ["fast-import", "--quiet"], commit);
		return { root, name };
	}
}

/** The input of `git fast-import` for one commit, the same for the same files. */
function commitStream(files: Files): string {
	const blobs = Object.entries(files).map(([path, text]) => `M 100644 inline ${path}\n${data(text)}`);
	return [
		"commit refs/heads/main\ncommitter GitLab emulator <emulator@example.com> 0 +0000\n",
		data("First commit"),
		...blobs,
	].join("");
}

function data(text: string): string {
	return `data ${Buffer.byteLength(text)}\n${text}\n`;
}

/** The environment of git, without the user's configuration and credentials. */
export function gitEnvironment(home: string): NodeJS.ProcessEnv {
	const { PATH, SystemRoot } = process.env;
	return { PATH, ...(SystemRoot === undefined ? {} : { SystemRoot }), HOME: home, GIT_CONFIG_NOSYSTEM: "1" };
}

function git(cwd: string, args: readonly string[], input = ""): Promise<void> {
	return new Promise((resolve, reject) => {
		const child = spawn("git", args, { cwd, env: gitEnvironment(cwd), stdio: ["pipe", "ignore", "pipe"] });
		let complaint = "";
		child.stderr.on("data", (chunk) => {
			complaint += String(chunk);
		});
		child.on("error", reject);
		child.on("close", (code) =>
			code === 0 ? resolve() : reject(new Error(`git ${args[0]} failed: ${complaint.trim()}`)),
		);
		child.stdin.on("error", reject);
		child.stdin.end(input);
	});
}
