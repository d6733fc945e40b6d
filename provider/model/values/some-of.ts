/** Names that a message lists; the rest is counted. */
export const MAX_NAMED = 5;

/** The first few names, and how many more there are. */
export function someOf(names: readonly string[]): string {
	const first = names.slice(0, MAX_NAMED).join(", ");
	return names.length > MAX_NAMED ? `${first} and ${names.length - MAX_NAMED} more` : first;
}
