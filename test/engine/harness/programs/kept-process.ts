import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { Fact, Project } from "./messages";

/**
 * A Node process that runs programs in TypeScript, one after the other, for the CLI's `--client`.
 *
 * The CLI otherwise starts a language host and a Node process for each run: with the SDK, TypeScript and ts-node
 * loaded again they take two thirds of its time.
 */
export class ProgramProcess {
	private output = "";

	private constructor(
		private readonly child: ChildProcess,
		/** For `--client`. */
		readonly address: string,
	) {
		for (const stream of [child.stdout, child.stderr])
			stream?.setEncoding("utf8").on("data", (text: string) => {
				this.output += text;
			});
	}

	private static async start(): Promise<ProgramProcess> {
		const child = fork(join(__dirname, "process.ts"), {
			execArgv: ["--require", "ts-node/register/transpile-only"],
			stdio: ["ignore", "pipe", "pipe", "ipc"],
		});
		const fact = await factOf(child);
		if (fact === "ready") throw new Error("the process of programs did not report its port");
		return new ProgramProcess(child, `127.0.0.1:${fact.port}`);
	}

	private async expect(project: Project): Promise<void> {
		const ready = factOf(this.child);
		this.child.send(project);
		await ready;
	}

	/** What programs printed since it was last taken. */
	takeOutput(): string {
		const output = this.output;
		this.output = "";
		return output;
	}

	private static readonly idle: ProgramProcess[] = [];

	/** Lends one that expects the program of this project. */
	static async lend(project: Project): Promise<ProgramProcess> {
		const lent = ProgramProcess.idle.pop() ?? (await ProgramProcess.start());
		lent.hold(true);
		await lent.expect(project);
		return lent;
	}

	/** Takes it back; one whose run was cut off ends, since its program may still run. */
	giveBack({ cutOff }: { cutOff: boolean }): void {
		if (cutOff) this.child.kill();
		else ProgramProcess.idle.push(this);
		this.hold(false);
	}

	/** Whether this process waits for it. */
	private hold(waits: boolean): void {
		const parts = [this.child, this.child.channel, this.child.stdout, this.child.stderr];
		for (const part of parts as ({ ref?(): void; unref?(): void } | null | undefined)[])
			if (waits) part?.ref?.();
			else part?.unref?.();
	}
}

/** What the process reports next. */
async function factOf(child: ChildProcess): Promise<Fact> {
	const settled = new AbortController();
	const ended = async () => {
		const [code] = await once(child, "exit", settled);
		throw new Error(`the process of programs ended by itself (${code})`);
	};
	try {
		const [fact] = await Promise.race([once(child, "message", settled), ended()]);
		return fact;
	} finally {
		settled.abort();
	}
}
