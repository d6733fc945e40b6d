import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import type { Fixture } from "../fixture/schema";
import { EmulatorControl } from "./emulator-control";

/** How the process of an emulator ended, and what it printed. */
export interface EmulatorExit {
	/** `null` if a signal ended it. */
	readonly code: number | null;
	readonly signal: NodeJS.Signals | null;
	readonly stdout: string;
	readonly stderr: string;
}

/** The process of an emulator that is listening. */
export interface RunningEmulatorProcess extends EmulatorProcess {
	readonly url: string;
	readonly control: EmulatorControl;
}

const PROGRAM = join(__dirname, "..", "..", "bin", "gitlab-deploy-token-emulator.js");

/** How long the process may take to listen, and later to end, in milliseconds. */
const PATIENCE_MS = 15_000;

/** The emulator's command in a separate process, for a test that must not share an event loop with it. */
export class EmulatorProcess {
	/** Resolves when the process has ended; rejects if it cannot be started. */
	readonly ended: Promise<EmulatorExit>;
	private readonly child: ChildProcessByStdio<null, Readable, Readable>;
	private readonly printed = { stdout: "", stderr: "" };

	/** @param args Options of the command (`["--port", "0"]`). */
	constructor(args: readonly string[]) {
		this.child = spawn(process.execPath, [PROGRAM, ...args], { stdio: ["ignore", "pipe", "pipe"] });
		for (const name of ["stdout", "stderr"] as const)
			this.child[name].setEncoding("utf8").on("data", (text: string) => {
				this.printed[name] += text;
			});
		this.ended = once(this.child, "close").then(([code, signal]) => ({ code, signal, ...this.printed }));
		this.ended.catch(() => {});
	}

	/**
	 * Starts an emulator on a free port, and waits until it is listening.
	 *
	 * @param options.fixture Its fixture; the demo world when absent.
	 * @param options.args Further options of the command.
	 * @param options.signal Aborts the wait, and ends the process.
	 */
	static async start(
		options: { fixture?: Fixture; args?: readonly string[]; signal?: AbortSignal } = {},
	): Promise<RunningEmulatorProcess> {
		const folder = await mkdtemp(join(tmpdir(), "gitlab-emulator-"));
		const file = join(folder, "fixture.json");
		if (options.fixture !== undefined)
			await writeFile(file, JSON.stringify(options.fixture), { mode: 0o600 });
		const world = options.fixture === undefined ? [] : ["--fixture", file];
		const emulator = new EmulatorProcess(["--port", "0", ...world, ...(options.args ?? [])]);
		try {
			const url = await emulator.listening(options.signal);
			return Object.assign(emulator, { url, control: new EmulatorControl(url) });
		} catch (error) {
			await emulator.stop();
			throw error;
		} finally {
			await rm(folder, { recursive: true, force: true });
		}
	}

	/** Everything that it has printed so far. */
	get output(): string {
		return this.printed.stdout + this.printed.stderr;
	}

	/** Waits until it is listening, and returns its address. Rejects if it ends, or is not listening after 15 s. */
	async listening(signal?: AbortSignal): Promise<string> {
		const limit = AbortSignal.any([AbortSignal.timeout(PATIENCE_MS), ...(signal ? [signal] : [])]);
		const lines = createInterface({ input: this.child.stdout });
		const address = (line: string) => /^GitLab emulator listening on (http:\S+)$/.exec(line)?.[1];
		return new Promise((resolve, reject) => {
			const found = this.printed.stdout.split("\n").map(address).find(Boolean);
			if (found !== undefined) resolve(found);
			lines.on("line", (line) => {
				const url = address(line);
				if (url !== undefined) resolve(url);
			});
			limit.addEventListener("abort", () => reject(limit.reason), { once: true });
			this.ended.then(
				({ code }) =>
					reject(
						new Error(`the emulator ended with exit code ${code} before it was listening: ${this.output}`),
					),
				reject,
			);
		});
	}

	/** Sends SIGTERM to the process, and waits until it has ended. */
	async stop(): Promise<EmulatorExit> {
		const killer = setTimeout(() => this.child.kill("SIGKILL"), PATIENCE_MS);
		this.child.kill("SIGTERM");
		return this.ended.finally(() => clearTimeout(killer));
	}
}
