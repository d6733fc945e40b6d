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

function textOf(value: string | Date): string {
	if (!(value instanceof Date)) return value;
	return Number.isNaN(value.getTime()) ? String(value) : value.toISOString();
}
