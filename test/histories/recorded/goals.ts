import { type Goal, Reference } from "../engine/goal";
import type { Declaration, RecordedStep } from "./format";
import { urnOf } from "./load";

/**
 * The goal of a step's program. The order in which the engine reaches it depends on the SDK and the scheduler, and
 * is taken from the recording: the order of the checks. What is not targeted is not checked, and then the requests'
 * order is not that in which the engine reaches them. Had it reached a resource behind one that depends on it in the
 * state, it would have refused that name, so without such a refusal their order is that of the state.
 *
 * @param before The state before the step.
 */
export function goalsOf(step: RecordedStep, before: RecordedStep["state"]): Goal[] {
	const places = placesOf(step);
	const place = ({ name }: Declaration) => places.get(name) ?? Number.POSITIVE_INFINITY;
	const refused = duplicateIn(step);
	const asked = ({ name }: Declaration) => {
		const at = step.registered.indexOf(name);
		return at === -1 || name === refused ? Number.POSITIVE_INFINITY : at;
	};
	const requested = step.program.toSorted(
		(one, other) => compare(place(one), place(other)) || compare(asked(one), asked(other)),
	);
	const isChecked = ({ name }: Declaration) =>
		step.calls.some((call) => call.method === "check" && call.name === name);
	const reached: Declaration[] = [];
	for (const declaration of requested) {
		const waitsFor = reached.findLastIndex(({ name }) => needs(declaration).includes(name));
		const dependent = reached.findIndex(
			(other, at) => at > waitsFor && !isChecked(other) && keeps(other, declaration, before),
		);
		const isFree = dependent !== -1 && !isChecked(declaration) && declaration.name !== refused;
		reached.splice(isFree ? dependent : reached.length, 0, declaration);
	}
	return reached.map(goalOf);
}

/** What a declaration depends on directly. */
function needs({ reads, dependsOn }: Declaration): string[] {
	return [...dependsOn, ...Object.values(reads).map(({ from }) => from)];
}

/** Whether a resource depends on another one in a state, directly or not. */
function keeps(one: Declaration, other: Declaration, state: RecordedStep["state"]): boolean {
	const root = namesOf(one).find((name) => state.some((resource) => resource.name === name));
	const left = root === undefined ? [] : [root];
	const seen = new Set<string>();
	for (let name = left.pop(); name !== undefined; name = left.pop()) {
		if (seen.has(name)) continue;
		seen.add(name);
		left.push(...(state.find((resource) => resource.name === name)?.dependencies ?? []));
	}
	return one !== other && namesOf(other).some((name) => name !== root && seen.has(name));
}

/** The names that the state may have for a declaration. */
function namesOf({ name, alias }: Declaration): string[] {
	return alias === undefined ? [name] : [name, alias];
}

/** The resource whose name another one of the run had: the engine reached it behind that one. */
function duplicateIn({ errors = [] }: RecordedStep): string | undefined {
	return errors.map((error) => /^Duplicate resource URN '\S+::([^:\s]+)';/.exec(error)?.[1]).find(Boolean);
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
