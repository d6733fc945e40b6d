import { Place } from "../world/place";
import { Counts } from "./counts";
import { type HistoryId, type HistoryResult, runHistory } from "./history";
import { type Options, repeatCommand } from "./options";
import { shrink } from "./shrink";

/** What came of some histories. */
export interface Results {
	/** How often each step, fault and failure occurred. */
	readonly counts: Counts;
	readonly failed: number;
	/** First violations, without their numbers and names, and how often each occurred. */
	readonly kinds: ReadonlyMap<string, number>;
}

/** Runs the histories, one after the other; of each kind of violation one is made shorter and shown. */
export async function runAll(options: Options, show: (text: string) => void): Promise<Results> {
	const counts = new Counts();
	const kinds = new Map<string, number>();
	let failed = 0;
	const place = await Place.start(options.provider);
	try {
		for (let number = options.first; number < options.first + options.histories; number += 1) {
			const id = idOf(options, number);
			const { failedAt, violations, log } = await runHistory(place, id, counts);
			if (failedAt === undefined) {
				if (options.one) show(log.join("\n"));
				continue;
			}
			failed += 1;
			const kind = kindOf(violations[0] ?? "");
			const known = kinds.get(kind) ?? 0;
			kinds.set(kind, known + 1);
			if (known === 0 || options.one) show(await explain(place, options, id, { failedAt, violations, log }));
		}
	} finally {
		await place.close();
	}
	return { counts, failed, kinds };
}

function idOf({ seed, steps, without, only }: Options, number: number): HistoryId {
	return { seed, number, steps, without, ...(only === undefined ? {} : { only }) };
}

/** Violations of one kind differ in numbers, names and texts. */
function kindOf(violation: string): string {
	return violation
		.replace(/\d+/g, "N")
		.replace(/"[^"]*"/g, "…")
		.replace(/:[a-e]\b/g, ":x");
}

/** The failing history with no more steps than it needs, and the command that repeats it. */
async function explain(place: Place, options: Options, id: HistoryId, found: HistoryResult): Promise<string> {
	const all = Array.from({ length: (found.failedAt ?? 0) + 1 }, (_, step) => step);
	const run = (only: readonly number[]) => runHistory(place, { ...id, only }, new Counts());
	const left =
		options.only ??
		(options.asFound ? all : await shrink(all, async (some) => (await run(some)).failedAt !== undefined));
	const again = await run(left);
	const isRepeated = again.failedAt !== undefined;
	const { violations, log } = isRepeated ? again : found;
	return [
		`\nhistory ${id.number}: ${violations.join("\n  ")}`,
		...(isRepeated ? [] : ["  It did not fail when it was repeated."]),
		...log.map((line) => `  ${line}`),
		`repeat it: ${repeatCommand(options, id.number, left)}`,
	].join("\n");
}
