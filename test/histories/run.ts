import { exitWith } from "../support/exit-with";
import { readOptions } from "./run/options";
import { runAll } from "./run/run-all";
import { runInWorkers } from "./run/workers";

/** `npm run test:histories`: its options are those of {@link readOptions}. */
async function main(): Promise<number> {
	const options = readOptions(process.argv.slice(2));
	const startedMs = Date.now();
	const run = options.workers > 1 ? runInWorkers : runAll;
	const { counts, failed, kinds } = await run(options, console.log);
	console.log(counts.render());
	for (const [kind, count] of kinds) console.log(`${String(count).padStart(5)} ${kind}`);
	const seconds = ((Date.now() - startedMs) / 1000).toFixed(0);
	console.log(`${options.histories} histories, ${failed} failed, ${seconds} s`);
	return failed === 0 ? 0 : 1;
}

exitWith(main);
