/** Whether a text matches one of the patterns, in which `*` matches anything but a slash, and `**` anything. */
export function matches(text: string, patterns: readonly string[]): boolean {
	return patterns.some((pattern) => toRegExp(pattern).test(text));
}

function toRegExp(pattern: string): RegExp {
	const source = pattern.replaceAll(/\*\*|\*|[\\^$.|?+()[\]{}]/g, (found) =>
		found === "**" ? ".*" : found === "*" ? "[^/]*" : `\\${found}`,
	);
	return new RegExp(`^(?:${source})$`, "is");
}

/** The schema of an option that is a list of patterns. */
export function patternsSchema(description: string, defaults?: readonly string[]) {
	const items = { type: "string" } as const;
	return { type: "array", items, description, ...(defaults && { default: [...defaults] }) } as const;
}
