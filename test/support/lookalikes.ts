/** The IDs that the look-alike warnings in a text name. */
export function namedLookalikes(text: string): number[] {
	const lists = [
		...text.matchAll(/warning: found \d+ active deploy tokens? identical to .*? in the state: (.*?)\. /gs),
	];
	const ids = lists.flatMap(([, list = ""]) =>
		list.split("; ").flatMap((part) => (part.split(" of ")[0] ?? "").split(", ").map(Number)),
	);
	// The CLI prints a warning when it comes, and again in its summary.
	return [...new Set(ids)];
}
