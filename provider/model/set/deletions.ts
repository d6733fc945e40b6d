import { inspect } from "../values/parsed";
import { someOf } from "../values/some-of";
import { isUnknown } from "../values/unknown";

/**
 * Why more tokens would be deleted than `maxDeletions` allows; `undefined` where it allows them.
 *
 * @param made The keys that have a token. Right after an update in which a key failed these are those of the
 *   recorded contents: the engine keeps the inputs of the update before.
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
