import { type Goal, Reference } from "../engine/goal";
import type { Declaration, RecordedStep } from "./format";
import { urnOf } from "./load";

/**
 * The goal of a step's program. The order in which the engine reaches it depends on the SDK and the scheduler, and
 * is taken from the recording: the order of the checks, and of the requests where nothing is checked.
 */
export function goalsOf(step: RecordedStep): Goal[] {
	const places = placesOf(step);
	const place = ({ name }: Declaration) => places.get(name) ?? Number.POSITIVE_INFINITY;
	const asked = ({ name }: Declaration) => {
		const at = step.registered.indexOf(name);
		return at === -1 ? Number.POSITIVE_INFINITY : at;
	};
	return step.program
		.toSorted((one, other) => compare(place(one), place(other)) || compare(asked(one), asked(other)))
		.map(goalOf);
}

function placesOf({ registered, calls, failed, verb: { targets } }: RecordedStep): Map<string, number> {
	const places = new Map<string, number>();
	let latest = -1;
	for (const name of registered) {
		const checked = calls.findIndex((call) => call.method === "check" && call.name === name);
		// What is targeted and was not checked was not got to.
		if (checked === -1 && failed && (targets === undefined || targets.includes(name))) continue;
		latest = Math.max(latest, checked);
		places.set(name, checked === -1 ? latest : checked);
	}
	return places;
}

function goalOf({ name, inputs, reads, dependsOn, alias, options }: Declaration): Goal {
	const references = Object.entries(reads).map(([property, { from, of }]) => [
		property,
		new Reference(urnOf(from), (outputs) => outputs[of], [of]),
	]);
	return {
		urn: urnOf(name),
		inputs: { ...inputs, ...Object.fromEntries(references) },
		dependsOn: dependsOn.map(urnOf),
		aliases: alias === undefined ? [] : [urnOf(alias)],
		deleteBeforeReplace: options.deleteBeforeReplace ?? false,
		retainOnDelete: options.retainOnDelete ?? false,
		protect: options.protect ?? false,
	};
}

/** Infinity is as far as infinity. */
function compare(one: number, other: number): number {
	return one === other ? 0 : one - other;
}
