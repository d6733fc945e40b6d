import type { Checked, Difference, Made, Read } from "../../engine/harness/provider-client";
import { type Properties, ProviderError } from "../../engine/harness/rpc";
import type { CallResponse } from "./format";

const CHANGES: Readonly<Record<string, Difference["changes"]>> = { DIFF_NONE: "none", DIFF_SOME: "some" };

/** An error as the model gets it; the scripted provider names in the message what it has created anyway. */
export function errorOf(message: string): ProviderError {
	const [, made] = /^made (\{.*\})$/s.exec(message) ?? [];
	return new ProviderError(message, made === undefined ? undefined : JSON.parse(made));
}

export function checkedOf({ inputs = {}, failures = [] }: CallResponse): Checked {
	const reasons = failures.map(({ property, reason }) => [property, [reason]]);
	return { inputs, failures: Object.fromEntries(reasons) };
}

export function differenceOf({
	changes = "",
	replaces = [],
	deleteBeforeReplace = false,
}: CallResponse): Difference {
	return { changes: CHANGES[changes] ?? "unknown", replaces, deleteBeforeReplace };
}

export function madeOf({ id = "", properties = {} }: CallResponse): Made {
	return { id, properties };
}

export function readOf({ id = "", properties = {}, inputs }: CallResponse): Read {
	return { id, properties, inputs };
}

export function updatedOf({ properties = {} }: CallResponse): Properties {
	return properties;
}
