import { distance } from "fastest-levenshtein";

/** The candidate that was probably meant: at most two letters away, or equal except for case and separators. */
export function suggestion(text: string, candidates: readonly string[]): string | undefined {
	if (text.length > 100) return undefined;
	let best: string | undefined;
	let bestDistance = 3;
	for (const candidate of candidates) {
		const letters = distance(lettersOf(text), lettersOf(candidate));
		if (letters < bestDistance) [best, bestDistance] = [candidate, letters];
	}
	return best;
}

/**
 * What to do about a name that is not one of `known`: the one that was probably meant, or all that there are.
 *
 * @param what The known names, as the subject of the sentence.
 */
export function adviceOn(name: string, known: readonly string[], what: string): string {
	const meant = suggestion(name, known);
	return meant === undefined ? `${what} are ${known.join(", ")}` : `did you mean \`${meant}\`?`;
}

/** Whether both words are the same except for case and separators. */
export function sameLetters(one: string, other: string): boolean {
	return lettersOf(one) === lettersOf(other);
}

function lettersOf(word: string): string {
	return word.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
}
