import { parseArgs } from "node:util";
import { Counts } from "./run/counts";
import { type HistoryId, runHistory } from "./run/history";
import { shrink } from "./run/shrink";
import { Place } from "./world/place";

/** `npm run test:histories -- [--seed TEXT] [--histories N] [--steps N] [--history N [--only N,N,…]] [--without GROUP] [--as-found]` */
async function main(): Promise<number> {
	const { values } = parseArgs({
		options: {
			seed: { type: "string", default: String(Date.now()) },
			histories: { type: "string", default: "100" },
			steps: { type: "string", default: "40" },
			history: { type: "string" },
			only: { type: "string" },
			without: { type: "string", multiple: true },
			"as-found": { type: "boolean", default: false },
		},
	});
	const { seed } = values;
	const steps = Number(values.steps);
	const first = values.history === undefined ? 0 : Number(values.history);
	const last = values.history === undefined ? Number(values.histories) : first + 1;
	const only = values.only?.split(",").map(Number);
	const counts = new Counts();
	const place = await Place.start();
	const startedMs = Date.now();
	let failed = 0;
	const kinds = new Map<string, number>();
	for (let number = first; number < last; number += 1) {
		const id: HistoryId = {
			seed,
			number,
			steps,
			without: values.without ?? [],
			...(only === undefined ? {} : { only }),
		};
		const result = await runHistory(place, id, counts);
		if (result.failedAt === undefined) {
			if (values.history !== undefined) console.log(result.log.join("\n"));
			continue;
		}
		failed += 1;
		const kind = (result.violations[0] ?? "")
			.replace(/\d+/g, "N")
			.replace(/"[^"]*"/g, "…")
			.replace(/:[a-e]\b/g, ":x");
		kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
		if (only === undefined && (kinds.get(kind) ?? 0) > 1) continue;
		const all = only ?? Array.from({ length: result.failedAt + 1 }, (_, step) => step);
		const unheeded = new Counts();
		const left =
			only ??
			(values["as-found"] ? all : undefined) ??
			(await shrink(all, async (some) => {
				const { violations } = await runHistory(place, { ...id, only: some }, unheeded);
				return violations.length > 0;
			}));
		const shortest = await runHistory(place, { ...id, only: left }, unheeded);
		console.log(`\nhistory ${number}: ${shortest.violations.join("\n  ")}`);
		console.log(shortest.log.map((line) => `  ${line}`).join("\n"));
		console.log(
			`repeat it: npm run test:histories -- --seed ${seed} --steps ${steps} --history ${number} --only ${left.join(",")}`,
		);
	}
	console.log(counts.render());
	for (const [kind, count] of kinds) console.log(`${String(count).padStart(5)} ${kind}`);
	console.log(
		`${last - first} histories, ${failed} failed, ${((Date.now() - startedMs) / 1000).toFixed(0)} s`,
	);
	await place.close();
	return failed === 0 ? 0 : 1;
}

main().then(
	(code) => {
		process.exitCode = code;
	},
	(error: unknown) => {
		console.error(error);
		process.exit(1);
	},
);
