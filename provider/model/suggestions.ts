import { distance } from "fastest-levenshtein";

/** The candidate that was probably meant: at most two letters away, or equal but for case and separators. */
export function suggestion(text: string, candidates: readonly string[]): string | undefined {
	const plain = (word: string) => word.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
	if (text.length > 100) return undefined;
	let best: string | undefined;
	let bestDistance = 3;
	for (const candidate of candidates) {
		const letters = distance(plain(text), plain(candidate));
		if (letters < bestDistance) [best, bestDistance] = [candidate, letters];
	}
	return best;
}
