import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline/promises";
import { text } from "node:stream/consumers";
import { setTimeout as delay } from "node:timers/promises";
import type { PulumiCli } from "../states/pulumi-cli";
import { pulumiCli } from "./pulumi";

/** Time, for a command that waits. */
export interface Clock {
	/** Epoch milliseconds. */
	now(): number;
	/** Ends after this time, or earlier when the signal aborts. */
	sleep(ms: number, signal: AbortSignal): Promise<void>;
}

/** A request to end the process. */
export interface Stop {
	readonly signal: AbortSignal;
	/** Restores the default: from now on, the next signal ends the process. */
	release(): void;
}

/** A command's access to the process; a parameter, so that tests can pass their own. */
export interface Io {
	env(name: string): string | undefined;
	/** A file's text; `-` is standard input. */
	readonly readText: (path: string) => Promise<string>;
	readonly pulumi: PulumiCli;
	out(text: string): Promise<void>;
	err(text: string): void;
	/** A prompt on the terminal; `undefined` where there is none. */
	readonly ask: ((question: string) => Promise<string>) | undefined;
	/** `undefined` where standard output is not a terminal. */
	readonly terminal: { readonly width: number; readonly colours: boolean } | undefined;
	readonly clock: Clock;
	/** From the call on, SIGINT and SIGTERM do not end the process but abort, the first time. */
	readonly untilStopped: () => Stop;
	/** Whether standard error is a terminal, where a line can be rewritten. */
	readonly livelyErrors: boolean;
}

/** Access to the real process. @param stopping Aborted by the first signal after a call of `untilStopped`. */
export function processIo(host: NodeJS.Process, stopping: AbortController): Io {
	const { stdin, stdout, stderr } = host;
	return {
		env: (name) => host.env[name],
		readText: (path) => (path === "-" ? text(stdin) : readFile(path, "utf8")),
		pulumi: pulumiCli(host.env),
		out: (written) =>
			new Promise((resolve, reject) => {
				stdout.write(written, (error) => (error ? reject(error) : resolve()));
			}),
		err: (written) => {
			stderr.write(written);
		},
		ask:
			stdin.isTTY && stderr.isTTY
				? async (question) => {
						const prompt = createInterface({ input: stdin, output: stderr });
						try {
							return await prompt.question(question);
						} finally {
							prompt.close();
						}
					}
				: undefined,
		terminal: stdout.isTTY
			? { width: stdout.columns || 80, colours: stdout.hasColors() && !host.env.NO_COLOR }
			: undefined,
		clock,
		untilStopped() {
			const release = () => {
				for (const name of STOP_SIGNALS) host.off(name, stop);
			};
			const stop = () => {
				release();
				stopping.abort();
			};
			for (const name of STOP_SIGNALS) host.on(name, stop);
			return { signal: stopping.signal, release };
		},
		livelyErrors: stderr.isTTY === true,
	};
}

const STOP_SIGNALS = ["SIGINT", "SIGTERM"] as const;

const clock: Clock = {
	now: () => Date.now(),
	async sleep(ms, signal) {
		await delay(ms, undefined, { signal }).catch(() => {});
	},
};
