import * as pulumi from "@pulumi/pulumi";

/**
 * A date input as text. Pulumi would serialise a `Date` as an empty object.
 *
 * An invalid `Date` becomes the text `Invalid Date`, which `check` refuses by property.
 */
export function dateText(input: pulumi.Input<string | Date>): pulumi.Input<string> {
	if (pulumi.Output.isInstance(input)) return input.apply(textOf);
	if (input instanceof Promise) return input.then(textOf);
	return textOf(input);
}

/** The value with its own dates as text; `JSON.stringify` alone would convert an invalid one to `null`. */
export function textOf<Value>(value: Value | Date): Value | string {
	if (!(value instanceof Date)) return value;
	return Number.isNaN(value.getTime()) ? String(value) : value.toISOString();
}
