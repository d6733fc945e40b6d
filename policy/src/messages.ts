/** The maximum number of keys in one message. */
const MOST_KEYS = 5;

/** A violation as a sentence. `keys` names the affected tokens of a set; it is empty for a single token. */
export function sentence(problem: string, keys: readonly string[]): string {
	if (keys.length === 0) return `The token ${problem}.`;
	const named = keys.slice(0, MOST_KEYS).map((key) => `tokens[${JSON.stringify(key)}]`);
	const more = keys.length - named.length;
	return `${named.join(", ")}${more > 0 ? ` and ${more} more` : ""}: the token ${problem}.`;
}
