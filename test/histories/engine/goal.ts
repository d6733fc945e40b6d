import type { Properties } from "../../engine/harness/rpc";
import type { Urn } from "./resource";

/** The engine's text for a value that is not known yet. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** An input that is read from the outputs of another resource. */
export class Reference {
	/** @param read Takes the value from the outputs; throws like a program that reads a missing one. */
	constructor(
		readonly urn: Urn,
		readonly read: (outputs: Properties) => unknown,
		/** The outputs that it reads. */
		readonly of: readonly string[],
	) {}
}

/** A resource as a program declares it. */
export interface Goal {
	readonly urn: Urn;
	/** Values, and references on the first level. */
	readonly inputs: Readonly<Record<string, unknown>>;
	readonly dependsOn: readonly Urn[];
	/** URNs that it had before. */
	readonly aliases: readonly Urn[];
	readonly deleteBeforeReplace: boolean;
	readonly retainOnDelete: boolean;
	readonly protect: boolean;
}

/** What a registration gives back to the program. */
export interface Registered {
	readonly inputs: Properties;
	/** `undefined` where they are not known: in a preview, and of what is not targeted. */
	readonly outputs: Properties | undefined;
}

/** The inputs of a goal with everything that it reads filled in. */
export function resolveInputs(goal: Goal, registered: ReadonlyMap<Urn, Registered>): Properties {
	const inputs: Record<string, unknown> = {};
	for (const [name, value] of Object.entries(goal.inputs)) {
		if (!(value instanceof Reference)) {
			inputs[name] = value;
			continue;
		}
		const source = registered.get(value.urn);
		if (source === undefined) throw new Error(`${goal.urn} reads ${value.urn}, which is not registered`);
		const read = readOutputs(value, source);
		if (read !== undefined) inputs[name] = read;
	}
	return inputs;
}

/** What a resource that is yet to change will give is known where it is an input too. */
function readOutputs({ of, read }: Reference, { inputs, outputs }: Registered): unknown {
	if (outputs !== undefined) return read(outputs);
	const isKnown = of.every((name) => Object.hasOwn(inputs, name) && inputs[name] !== UNKNOWN);
	return isKnown ? read(inputs) : UNKNOWN;
}

/** The URNs that the inputs of a goal are read from, by input. */
export function propertyDependencies(goal: Goal): Record<string, Urn[]> {
	return Object.fromEntries(
		Object.entries(goal.inputs).flatMap(([name, value]) =>
			value instanceof Reference ? [[name, [value.urn]]] : [],
		),
	);
}

/** Everything that a goal needs to have been registered before it. */
export function goalDependencies(goal: Goal): Set<Urn> {
	return new Set([...goal.dependsOn, ...Object.values(propertyDependencies(goal)).flat()]);
}
