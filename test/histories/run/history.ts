import { ADOPTIONS } from "../steps/adoptions";
import { comeToRest } from "../steps/coming-to-rest";
import { EDITS, PROPERTY_EDITS } from "../steps/edits";
import { EVENTS } from "../steps/events";
import { OWNER_EVENTS } from "../steps/owner-events";
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
	/** Groups of steps that do not occur. */
	readonly without?: readonly string[];
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
	"events of owners": OWNER_EVENTS,
};

const BEGINNING = ["add a token", "add a set", "add a consumer"];

/** How often a step is of a group. */
const WEIGHTS = {
	edits: 16,
	"property changes": 11,
	adoptions: 8,
	verbs: 36,
	events: 22,
	"events of owners": 7,
};

/** How often a step that has nothing to do draws another. */
const ATTEMPTS = 4;

/** Runs one history, up to its first violation. */
export async function runHistory(place: Place, id: HistoryId, counts: Counts): Promise<HistoryResult> {
	await place.reset();
	const stacks = [new HistoryStack("alpha", place), new HistoryStack("beta", place)];
	const lines: string[] = [];
	const weights = { ...WEIGHTS, ...Object.fromEntries((id.without ?? []).map((group) => [group, 0])) };
	const violations: string[] = [];
	const excuse = (why: string): true => {
		counts.add("excuses", why);
		return true;
	};
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
			excuse,
			fail: (violation) => violations.push(violation),
		};
		for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
			// The first few steps make a program to work with.
			const group = step < 4 ? "edits" : step === 4 ? "verbs" : draw.weighted(weights);
			const functions = GROUPS[group] ?? {};
			const names = step < 4 ? BEGINNING : step === 4 ? ["up"] : Object.keys(functions);
			const name = draw.pick(names);
			lines.push(`[${step}] ${name}`);
			if (!(await (functions[name] as StepFunction)(scene))) continue;
			counts.add(group, name);
			break;
		}
		if (violations.length > 0) return { violations, failedAt: step, log: lines };
	}
	for (const stack of stacks) {
		lines.push(`[end] of ${stack.name}`);
		const draw = new Draw("");
		const log = (line: string) => lines.push(line);
		const fail = (what: string) => violations.push(what);
		await comeToRest({ place, stacks, stack, draw, counts, log, excuse, fail });
	}
	return { violations, failedAt: violations.length > 0 ? id.steps - 1 : undefined, log: lines };
}
