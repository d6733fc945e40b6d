/** Marks a value that is not known yet during a preview. */
export const UNKNOWN: unique symbol = Symbol.for("pulumi-gitlab-deploy-tokens-policy.unknown");

/** A value, or `UNKNOWN`. */
export type Maybe<Value> = Value | typeof UNKNOWN;

/**
 * A property's value; `UNKNOWN` if it or one of its elements is not known yet, since reading such a property throws.
 * A list is copied, since methods of the lists that the policy SDK passes fail.
 */
export function knownValue(read: () => unknown): unknown {
	try {
		const value = read();
		return Array.isArray(value) ? [...value] : value;
	} catch {
		return UNKNOWN;
	}
}
