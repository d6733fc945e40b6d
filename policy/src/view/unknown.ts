/** Represents a value that is not known yet, in a preview. */
export const UNKNOWN: unique symbol = Symbol.for("pulumi-gitlab-deploy-tokens-policy.unknown");

/** A value, or that it is not known yet. */
export type Maybe<Value> = Value | typeof UNKNOWN;

/**
 * A property's value, `UNKNOWN` where it or an element of it is not known yet: reading such a property throws. A list
 * is a copy, since methods of one that the policy SDK hands out fail.
 */
export function knownValue(read: () => unknown): unknown {
	try {
		const value = read();
		return Array.isArray(value) ? [...value] : value;
	} catch {
		return UNKNOWN;
	}
}
