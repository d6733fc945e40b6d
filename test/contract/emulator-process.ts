import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const program = resolve(__dirname, "../emulator/bin/gitlab-deploy-token-emulator.js");
const startDeadlineMs = 10_000;

export interface Ended {
	code: number | null;
	signal: NodeJS.Signals | null;
	stdout: string;
	stderr: string;
}

/** The emulator's program as a child process, its output gathered. */
export class EmulatorProcess {
	readonly child: ChildProcess;
	readonly ended: Promise<Ended>;
	private stdout = "";
	private stderr = "";

	constructor(args: string[]) {
		this.child = spawn(process.execPath, [program, ...args], { stdio: ["ignore", "pipe", "pipe"] });
		this.child.stdout?.setEncoding("utf8").on("data", (text: string) => {
			this.stdout += text;
		});
		this.child.stderr?.setEncoding("utf8").on("data", (text: string) => {
			this.stderr += text;
		});
		this.ended = once(this.child, "close").then(([code, signal]) => ({
			code: code as number | null,
			signal: signal as NodeJS.Signals | null,
			stdout: this.stdout,
			stderr: this.stderr,
		}));
	}

	/** The address of the line that says it listens. Rejects when the program ends, or says nothing for 10 s. */
	async listening(): Promise<URL> {
		const deadline = AbortSignal.timeout(startDeadlineMs);
		const announced = new Promise<URL>((found) => {
			const look = () => {
				const line = /^GitLab emulator listening on (http:\/\/127\.0\.0\.1:\d+)$/m.exec(this.stdout);
				if (line?.[1] !== undefined) found(new URL(line[1]));
			};
			this.child.stdout?.on("data", look);
			look();
		});
		const late = once(deadline, "abort").then(() => {
			throw new Error(`the emulator said nothing for ${startDeadlineMs} ms: ${this.stdout}${this.stderr}`);
		});
		const died = this.ended.then(({ code, stderr }) => {
			throw new Error(`the emulator ended with ${code}: ${stderr}`);
		});
		return Promise.race([announced, died, late]);
	}

	/** Signals it to end, and waits until it has. */
	async stop(): Promise<Ended> {
		this.child.kill("SIGTERM");
		return this.ended;
	}
}

/** Runs `work` with the path of a file that holds `text`; the file is gone afterwards. */
export async function withFile<Result>(
	text: string,
	work: (path: string) => Promise<Result>,
): Promise<Result> {
	const folder = await mkdtemp(join(tmpdir(), "deploy-token-contract-"));
	const path = join(folder, "fixture.json");
	try {
		await writeFile(path, text);
		return await work(path);
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
}
