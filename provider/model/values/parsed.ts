/** The result of reading a value: the value, normalised, or the reason why it is invalid. */
export type Parsed<T> = { readonly value: T } | { readonly reason: string };

/** A value as an error may show it: quoted, on one line, shortened. */
export function inspect(value: unknown): string {
	const text = typeof value === "bigint" ? `${value}` : (JSON.stringify(value) ?? String(value));
	return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}

/** The kind of a value, for an error that must not show the value: a program may have marked it as secret. */
export function kindOf(value: unknown): string {
	if (value === null) return "null";
	if (Array.isArray(value)) return "a list";
	return typeof value === "object" ? "an object" : `a ${typeof value}`;
}
