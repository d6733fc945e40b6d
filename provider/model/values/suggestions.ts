import { distance } from "fastest-levenshtein";

/** The candidate that was probably meant: at most two letters away, or equal but for case and separators. */
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

/** Whether both words are the same but for case and separators. */
export function sameLetters(one: string, other: string): boolean {
	return lettersOf(one) === lettersOf(other);
}

function lettersOf(word: string): string {
	return word.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
}
