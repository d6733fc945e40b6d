import { isDeepStrictEqual } from "node:util";
import { carryOut, type Work } from "../engine/carry-out";
import { allDependencies, type Resource } from "../engine/resource";
import type { RecordedStep } from "./format";
import { goalsOf } from "./goals";
import { resourceOf, urnOf } from "./load";
import { orderDisagreements } from "./order";
import { RecordedProvider } from "./recorded-provider";

/** Lets the model do what the engine did in one step, from the same state. @returns where the two disagree. */
export async function disagreements(
	step: RecordedStep,
	before: RecordedStep["state"],
	table: readonly unknown[],
): Promise<string[]> {
	const resources = (state: RecordedStep["state"]) => state.map((recorded) => resourceOf(recorded, table));
	const { work, targets, replaceTargets, dryRun = false, refresh = false } = step.verb;
	if (work === "taint") {
		const marked = resources(before).map((resource) => ({
			...resource,
			taint: resource.taint || (!resource.delete && targets?.map(urnOf).includes(resource.urn) === true),
		}));
		return stateDisagreements(resources(step.state), step.failed ? resources(before) : marked);
	}
	const verb: Work = {
		work,
		dryRun,
		refresh,
		...(targets && { targets: targets.map(urnOf) }),
		...(replaceTargets && { replaceTargets: replaceTargets.map(urnOf) }),
	};
	const provider = new RecordedProvider(step, table);
	const result = await carryOut(verb, goalsOf(step, before), resources(before), provider);
	const { errors } = result;
	const failed = errors.length > 0;
	return [
		...provider.wrong,
		...provider.missing.map(({ method, name, id = "" }) => `did not make a call: ${method} ${name} ${id}`),
		...(failed === step.failed ? [] : [failed ? `failed: ${errors.join("; ")}` : "did not fail"]),
		...orderDisagreements(step, before, provider.made),
		...stateDisagreements(resources(step.state), dryRun ? resources(before) : result.state),
	];
}

function stateDisagreements(expected: readonly Resource[], actual: readonly Resource[]): string[] {
	const left = [...actual];
	const wrong = expected.flatMap((resource) => {
		const at = left.findIndex((other) => other.urn === resource.urn && other.id === resource.id);
		const [other] = at === -1 ? [] : left.splice(at, 1);
		if (other === undefined) return [`lacks ${shown(resource)}`];
		const names = Object.keys(resource) as (keyof Resource)[];
		return names
			.filter((name) => !isDeepStrictEqual(plain(resource[name]), plain(other[name])))
			.map((name) => `${shown(resource)} has ${name} ${text(other[name])}, not ${text(resource[name])}`);
	});
	return [
		...wrong,
		...left.map((resource) => `has ${shown(resource)} left`),
		...placeDisagreements(expected, actual),
	];
}

/** Resources that precede what they depend on; the engine searches for dependents after a resource only. */
function placeDisagreements(expected: readonly Resource[], actual: readonly Resource[]): string[] {
	const order = actual.map(shown);
	return expected.flatMap((first, at) =>
		expected
			.slice(at + 1)
			.filter(
				(second) =>
					allDependencies(second).has(first.urn) &&
					order.indexOf(shown(second)) < order.indexOf(shown(first)),
			)
			.map((second) => `${shown(second)} comes before ${shown(first)}`),
	);
}

/** Dependencies have no order, and an input that has none is like one that is not named. */
function plain(value: unknown): unknown {
	if (Array.isArray(value)) return [...new Set(value)].sort();
	if (typeof value !== "object" || value === null) return value;
	const entries = Object.entries(value).filter(([, inner]) => !(Array.isArray(inner) && inner.length === 0));
	return Object.fromEntries(entries.map(([name, inner]) => [name, plain(inner)]));
}

function shown({ urn, id }: Resource): string {
	return `${urn} ${id}`;
}

function text(value: unknown): string {
	return JSON.stringify(value);
}
