import { execFileSync } from "node:child_process";
import { appendFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { recordHistory } from "./record-history";

const FOLDER = resolve(__dirname, "../recorded");

/** `npm run histories:record -- [--seed TEXT] [--histories N] [--from N] [--jobs N]` */
async function main(): Promise<void> {
	const { values } = parseArgs({
		options: {
			seed: { type: "string", default: "1" },
			histories: { type: "string", default: "10" },
			from: { type: "string", default: "0" },
			jobs: { type: "string", default: "2" },
		},
	});
	const engine = execFileSync("pulumi", ["version"], { encoding: "utf8" }).trim();
	const path = join(FOLDER, `seed-${values.seed}.jsonl`);
	let number = Number(values.from);
	const last = number + Number(values.histories);
	const work = async () => {
		while (number < last) {
			const seed = `${values.seed} ${number}`;
			number += 1;
			const startedMs = Date.now();
			try {
				const history = await recordHistory(seed, engine);
				// Each one at once: what was recorded before an interruption is there.
				appendFileSync(path, `${JSON.stringify(history)}\n`);
				console.log(`${seed}: ${history.steps.length} steps, ${Date.now() - startedMs} ms`);
			} catch (error) {
				console.error(`${seed}: ${error}`);
				process.exitCode = 1;
			}
		}
	};
	await Promise.all(Array.from({ length: Number(values.jobs) }, work));
}

main();
