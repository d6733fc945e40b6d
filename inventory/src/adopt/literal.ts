/**
 * A string or a list of strings in a notation that TypeScript, Python and YAML share. Invisible characters are
 * escaped, so that no name looks like another one.
 */
export function literal(value: string | readonly string[]): string {
	if (typeof value !== "string") return `[${value.map((member) => literal(member)).join(", ")}]`;
	return JSON.stringify(value).replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) =>
		// Python does not combine surrogates to a character beyond the basic plane, so such a character is not
		// escaped.
		character.length > 1 ? character : `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
	);
}
