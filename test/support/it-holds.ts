import fc, { type Arbitrary } from "fast-check";

/** A test of a property: it holds for whatever the arbitraries generate. */
export function itHolds<Values extends [unknown, ...unknown[]]>(
	title: string,
	...property: [
		...arbitraries: { [At in keyof Values]: Arbitrary<Values[At]> },
		predicate: (...values: Values) => void,
	]
): Mocha.Test {
	return it(title, () => fc.assert(fc.property(...property)));
}
