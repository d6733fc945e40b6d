// @ts-check
import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const PROGRAM = fileURLToPath(
	new URL("../../test/emulator/bin/gitlab-deploy-token-emulator.js", import.meta.url),
);

/** How long the emulator may take to listen, and later to end, in milliseconds. */
const PATIENCE_MS = 15_000;

/**
 * @typedef {object} TokenRow a deploy token as GitLab holds it, without its secret
 * @property {number} id
 * @property {string} name
 * @property {boolean} revoked
 * @property {{ type: string, path: string }} owner
 */

/** The emulator in its own process, with a group, a project in it, and an owner of both. */
export class GitLab {
	/** @type {string[]} everything it printed */
	log = [];

	/**
	 * @param {import("node:child_process").ChildProcessByStdio<null, import("node:stream").Readable, import("node:stream").Readable>} child
	 */
	constructor(child) {
		this.child = child;
		/** Its address, known once it listens. */
		this.url = "";
	}

	/**
	 * @param {string} fixtureFile where the emulator's world is written
	 * @param {string} credential the owner's access token
	 * @param {AbortSignal} signal
	 */
	static start(fixtureFile, credential, signal) {
		return GitLab.serve(fixtureFile, world(credential), signal);
	}

	/**
	 * @param {string} fixtureFile where the emulator's world is written
	 * @param {object} fixture that world
	 * @param {AbortSignal} signal
	 */
	static async serve(fixtureFile, fixture, signal) {
		await writeFile(fixtureFile, JSON.stringify(fixture), { mode: 0o600 });
		const args = [PROGRAM, "--port", "0", "--fixture", fixtureFile, "--verbose"];
		const gitlab = new GitLab(spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"] }));
		try {
			gitlab.url = await gitlab.listening(signal);
			return gitlab;
		} catch (error) {
			await gitlab.stop();
			throw error;
		}
	}

	/** @returns {Promise<TokenRow[]>} every deploy token there is, in the order of their numbers */
	async tokens() {
		const rows = /** @type {TokenRow[]} */ (await this.control("GET", "tokens"));
		return rows.sort((one, other) => one.id - other.id);
	}

	/** The log of API requests, as the emulator keeps it. */
	async accessLog() {
		return JSON.stringify(await this.control("GET", "requests"));
	}

	/**
	 * What the button Revoke in GitLab's web pages does.
	 * @param {number} id
	 */
	async revoke(id) {
		await this.control("POST", `deploy_tokens/${id}/revoke`);
	}

	/**
	 * Makes a token as GitLab's web pages do.
	 * @param {string} project its full path
	 * @param {string} name
	 * @param {string} credential
	 * @returns {Promise<{ id: number, token: string }>}
	 */
	async create(project, name, credential) {
		const response = await fetch(`${this.url}/api/v4/projects/${encodeURIComponent(project)}/deploy_tokens`, {
			method: "POST",
			headers: { "private-token": credential, "content-type": "application/json" },
			body: JSON.stringify({ name, scopes: ["read_registry"] }),
		});
		if (!response.ok) throw new Error(`the emulator responded with ${response.status} to a new token`);
		return /** @type {{ id: number, token: string }} */ (await response.json());
	}

	async stop() {
		if (this.child.exitCode !== null || this.child.signalCode !== null || this.child.pid === undefined)
			return;
		const exit = once(this.child, "exit");
		const killer = setTimeout(() => this.child.kill("SIGKILL"), PATIENCE_MS);
		this.child.kill("SIGTERM");
		await exit;
		clearTimeout(killer);
	}

	/**
	 * @param {string} method
	 * @param {string} path
	 * @returns {Promise<unknown>}
	 */
	async control(method, path) {
		const response = await fetch(`${this.url}/-/emulator/${path}`, { method });
		if (!response.ok) throw new Error(`the emulator responded with ${response.status} to ${method} ${path}`);
		return response.status === 204 ? undefined : await response.json();
	}

	/**
	 * @param {AbortSignal} signal
	 * @returns {Promise<string>} the address it listens on
	 */
	listening(signal) {
		const limit = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]);
		return new Promise((resolve, reject) => {
			limit.addEventListener("abort", () => reject(limit.reason), { once: true });
			this.child.once("error", reject);
			this.child.once("exit", (code) => {
				reject(new Error(`the emulator ended with exit code ${code}: ${this.log.join(" ")}`));
			});
			for (const stream of [this.child.stdout, this.child.stderr])
				createInterface({ input: stream }).on("line", (line) => {
					this.log.push(line);
					const url = /^GitLab emulator listening on (http:\S+)$/.exec(line)?.[1];
					if (url !== undefined) resolve(url);
				});
		});
	}
}

/** @param {string} credential */
function world(credential) {
	return {
		users: [{ id: 1, username: "olga", accessTokens: [{ token: credential, scopes: ["api"] }] }],
		groups: [{ id: 1, path: "acme", members: { olga: "owner" } }],
		projects: [{ id: 1, path: "acme/website" }],
	};
}
