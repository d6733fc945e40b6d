import { type ChildProcess, fork } from "node:child_process";
import { Counts } from "./counts";
import type { Options } from "./options";
import { type Results, runAll } from "./run-all";

/** What a worker sends: something to show, or what came of its part. */
type Message =
	| { readonly shown: string }
	| {
			readonly counts: ReturnType<Counts["toJSON"]>;
			readonly failed: number;
			readonly kinds: readonly (readonly [string, number])[];
	  };

/** Divides the histories among processes of this same program; each is the same history as alone. */
export async function runInWorkers(options: Options, show: (text: string) => void): Promise<Results> {
	const counts = new Counts();
	const kinds = new Map<string, number>();
	let failed = 0;
	const size = Math.ceil(options.histories / options.workers);
	const parts = Array.from({ length: options.workers }, (_, index): Options => {
		const first = options.first + index * size;
		const left = Math.max(0, options.first + options.histories - first);
		return { ...options, first, histories: Math.min(size, left), workers: 1 };
	});
	await Promise.all(
		parts.map((part) =>
			runInWorker(part, (message) => {
				if ("shown" in message) return show(message.shown);
				counts.merge(message.counts);
				failed += message.failed;
				for (const [kind, count] of message.kinds) kinds.set(kind, (kinds.get(kind) ?? 0) + count);
			}),
		),
	);
	return { counts, failed, kinds };
}

function runInWorker(part: Options, onMessage: (message: Message) => void): Promise<void> {
	const worker: ChildProcess = fork(__filename, [JSON.stringify(part)]);
	worker.on("message", onMessage);
	return new Promise((ended, failed) => {
		worker.once("error", failed);
		worker.once("exit", (code) =>
			code === 0 ? ended() : failed(new Error(`a worker ended with exit code ${code}`)),
		);
	});
}

/** A worker's whole life. */
async function work(part: Options): Promise<void> {
	const send = (message: Message) => process.send?.(message);
	const { counts, failed, kinds } = await runAll(part, (shown) => send({ shown }));
	send({ counts: counts.toJSON(), failed, kinds: [...kinds] });
	process.disconnect();
}

if (require.main === module) void work(JSON.parse(process.argv[2] ?? "{}") as Options);
