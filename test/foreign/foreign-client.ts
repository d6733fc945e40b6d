import { type ChildProcessByStdio, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { promisify } from "node:util";
import type { DeployToken } from "../contract/deploy-token-routes";
import type { OwnerKind } from "../contract/gitlab-under-test";

const PREPARE = resolve(__dirname, "../../tools/foreign/prepare.mjs");

/** What a third-party client is asked to do. */
export interface Call {
	/** `list` follows every page, `page` reads one. */
	readonly operation: "list" | "page" | "get" | "create" | "delete";
	/** The caller's access token. */
	readonly token: string;
	/** The instance, when absent. */
	readonly owner?: { readonly kind: OwnerKind; readonly id: number | string };
	/** The token's ID, for `get` and `delete`. */
	readonly id?: number;
	/** For `create`. */
	readonly values?: {
		readonly name: string;
		readonly scopes: readonly string[];
		readonly username?: string;
		readonly expires_at?: string;
	};
	readonly query?: { readonly active?: boolean; readonly per_page?: number; readonly page?: number };
}

/** What the client made of GitLab's response. */
export interface Outcome {
	/** A token, or a list of them. */
	readonly result?: unknown;
	/** For `page`. Where there is no other page, a client says 0 or `null`. */
	readonly page?: Page;
	/** GitLab refused the request; `message` as the client words it. */
	readonly error?: { readonly status: number; readonly message: string };
}

export interface Page {
	readonly current: number;
	readonly next: number | null;
	readonly previous: number | null;
	readonly perPage: number;
	readonly total: number;
	readonly totalPages: number;
}

export interface ForeignClient {
	call(call: Call): Promise<Outcome>;
	/** Nothing to do, when absent. */
	stop?(): Promise<void>;
}

/** A token as every client gives it: some give an instant with its milliseconds, some without. */
export function tokenIn(value: unknown): DeployToken {
	const token = value as DeployToken;
	const { expires_at: expiresAt } = token;
	return { ...token, expires_at: expiresAt === null ? null : new Date(expiresAt).toISOString() };
}

/** A client in another language: a program that reads a call from each line of its input, and prints the outcome. */
export class ClientProgram implements ForeignClient {
	private readonly child: ChildProcessByStdio<Writable, Readable, null>;
	private readonly outcomes: AsyncIterator<string>;

	/**
	 * Gets the client, and starts the program in its folder here. What the machine lacks for it fails the tests.
	 *
	 * @param url GitLab's address, without `/api/v4`.
	 */
	static async start(name: "client-go" | "python-gitlab", url: string): Promise<ClientProgram> {
		const work = promisify(execFile)(process.execPath, [PREPARE, name]);
		work.child.stderr?.pipe(process.stderr);
		return new ClientProgram(JSON.parse((await work).stdout), url);
	}

	private constructor([file, ...args]: readonly [string, ...string[]], url: string) {
		this.child = spawn(file, args, {
			env: { ...process.env, GITLAB_URL: url },
			stdio: ["pipe", "pipe", "inherit"],
		});
		this.outcomes = createInterface({ input: this.child.stdout })[Symbol.asyncIterator]();
	}

	async call(call: Call): Promise<Outcome> {
		this.child.stdin.write(`${JSON.stringify(call)}\n`);
		const { done, value } = await this.outcomes.next();
		if (done) throw new Error(`the client ended at ${JSON.stringify({ ...call, token: "…" })}`);
		return JSON.parse(value);
	}

	async stop(): Promise<void> {
		const ended = once(this.child, "exit");
		this.child.stdin.end();
		if (this.child.exitCode === null) await ended;
	}
}
