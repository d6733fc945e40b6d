import { ADOPTIONS } from "../steps/adoptions";
import { EDITS, PROPERTY_EDITS } from "../steps/edits";
import { EVENTS } from "../steps/events";
import { VERBS } from "../steps/verbs";
import type { Place } from "../world/place";
import type { Counts } from "./counts";
import { Draw } from "./draw";
import { HistoryStack } from "./stack";
import type { Scene, StepFunction } from "./step";

/** Which history: it follows from this alone. */
export interface HistoryId {
	readonly seed: string;
	readonly number: number;
	readonly steps: number;
	/** Steps that are taken, by their place; all of them when absent. */
	readonly only?: readonly number[];
}

/** How a history ended. */
export interface HistoryResult {
	readonly violations: readonly string[];
	/** The step that brought the first violation. */
	readonly failedAt: number | undefined;
	readonly log: readonly string[];
}

const GROUPS: Readonly<Record<string, Readonly<Record<string, StepFunction>>>> = {
	edits: EDITS,
	"property changes": PROPERTY_EDITS,
	adoptions: ADOPTIONS,
	verbs: VERBS,
	events: EVENTS,
};

/** How often a step is of a group. */
const WEIGHTS = { edits: 22, "property changes": 13, adoptions: 8, verbs: 40, events: 17 };

/** Runs one history, up to its first violation. */
export async function runHistory(place: Place, id: HistoryId, counts: Counts): Promise<HistoryResult> {
	await place.reset();
	const stacks = [new HistoryStack("alpha", place), new HistoryStack("beta", place)];
	const lines: string[] = [];
	const violations: string[] = [];
	for (let step = 0; step < id.steps; step += 1) {
		if (id.only?.includes(step) === false) continue;
		const draw = new Draw(`${id.seed} ${id.number} ${step}`);
		const stack = stacks[draw.chance(0.8) ? 0 : 1] as HistoryStack;
		const scene: Scene = {
			place,
			stacks,
			stack,
			draw,
			counts,
			log: (line) => lines.push(line),
			fail: (violation) => violations.push(violation),
		};
		// The first few steps make a program to work with.
		const group = step < 4 ? "edits" : step === 4 ? "verbs" : draw.weighted(WEIGHTS);
		const names = GROUPS[group] ?? {};
		const name =
			step < 4 ? draw.pick(["add a token", "add a set", "add a consumer"]) : draw.pick(Object.keys(names));
		lines.push(`[${step}] ${name}`);
		const done = await (names[name] as StepFunction)(scene);
		if (done) counts.add(group, name);
		if (violations.length > 0) return { violations, failedAt: step, log: lines };
	}
	return { violations, failedAt: undefined, log: lines };
}
