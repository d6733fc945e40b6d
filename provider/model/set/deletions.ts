import { inspect } from "../values/parsed";
import { isUnknown } from "../values/unknown";

/** Keys that a message names; the rest is counted. */
const MAX_NAMED = 5;

/**
 * Why more tokens would go than `maxDeletions` allows; `undefined` where it allows them.
 *
 * @param made The keys that have a token. Right after an update in which a key failed these are those of the recorded
 * contents: the engine keeps the inputs of the update before.
 * @param declared The keys that are to have one.
 */
export function tooManyDeletions(
	made: Iterable<string>,
	declared: { has(key: string): boolean },
	maxDeletions: number | string | undefined,
): string | undefined {
	if (maxDeletions === undefined || isUnknown(maxDeletions)) return undefined;
	const keys = [...made];
	const gone = keys.filter((key) => !declared.has(key));
	const allowed =
		typeof maxDeletions === "number"
			? maxDeletions
			: Math.floor((keys.length * Number.parseFloat(maxDeletions)) / 100);
	if (gone.length <= allowed) return undefined;
	return `\`maxDeletions\` allows ${allowed} of ${keys.length} tokens to be deleted, and ${gone.length} would be: ${someOf(gone.map(inspect))}.`;
}

/** The first few, and how many more there are. */
export function someOf(names: readonly string[]): string {
	const first = names.slice(0, MAX_NAMED).join(", ");
	return names.length > MAX_NAMED ? `${first} and ${names.length - MAX_NAMED} more` : first;
}
