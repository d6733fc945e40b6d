// @ts-check
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const PROGRAM = fileURLToPath(
	new URL("../../test/emulator/bin/gitlab-deploy-token-emulator.js", import.meta.url),
);

/** How long the emulator may take to listen, in milliseconds. */
const PATIENCE_MS = 15_000;

/** The credential of the emulated GitLab. It opens nothing but that. */
export const CREDENTIAL = "glpat-bench";

/** The emulator of GitLab, in its own process. */
export class GitLab {
	/**
	 * @param {import("node:child_process").ChildProcess} child
	 * @param {string} url
	 */
	constructor(child, url) {
		this.child = child;
		this.url = url;
	}

	/** @param {AbortSignal} signal */
	static async start(signal) {
		const child = spawn(process.execPath, [PROGRAM, "--port", "0"], { stdio: ["ignore", "pipe", "pipe"] });
		const limit = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]);
		let complaint = "";
		child.stderr.setEncoding("utf8").on("data", (text) => {
			complaint += text;
		});
		/** @type {Promise<string>} */
		const listening = new Promise((resolve, reject) => {
			limit.addEventListener("abort", () => reject(limit.reason), { once: true });
			child.once("error", reject);
			child.once("exit", (code) => reject(new Error(`the emulator ended with ${code}: ${complaint}`)));
			createInterface({ input: child.stdout }).on("line", (line) => {
				const url = /^GitLab emulator listening on (http:\S+)$/.exec(line)?.[1];
				if (url !== undefined) resolve(url);
			});
		});
		try {
			return new GitLab(child, await listening);
		} catch (error) {
			child.kill("SIGKILL");
			throw error;
		}
	}

	/**
	 * A new world without deploy tokens: `acme/project-1` and so on, whose numbers are those in their paths.
	 * @param {number} owners
	 * @param {number} latencyMs
	 */
	async reset(owners, latencyMs) {
		await this.control("POST", "reset", {
			instance: { latencyMs },
			users: [{ id: 1, username: "olga", accessTokens: [{ token: CREDENTIAL, scopes: ["api"] }] }],
			groups: [{ id: 1, path: "acme", members: { olga: "owner" } }],
			projects: Array.from({ length: owners }, (_, index) => ({
				id: index + 1,
				path: `acme/project-${index + 1}`,
			})),
		});
	}

	/** How many API requests came since the last reset. */
	async requestCount() {
		return /** @type {unknown[]} */ (await this.control("GET", "requests")).length;
	}

	/** How many deploy tokens there are. */
	async tokenCount() {
		return /** @type {unknown[]} */ (await this.control("GET", "tokens")).length;
	}

	async stop() {
		if (this.child.exitCode !== null || this.child.signalCode !== null) return;
		const exit = once(this.child, "exit");
		this.child.kill("SIGTERM");
		await exit;
	}

	/**
	 * @param {string} method
	 * @param {string} path
	 * @param {unknown} [body]
	 * @returns {Promise<unknown>}
	 */
	async control(method, path, body) {
		const response = await fetch(`${this.url}/-/emulator/${path}`, {
			method,
			...(body === undefined
				? {}
				: { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
		});
		if (!response.ok)
			throw new Error(
				`the emulator responded with ${response.status} to ${method} ${path}: ${await response.text()}`,
			);
		return response.status === 204 ? undefined : await response.json();
	}
}
