/**
 * A text or a list of texts as it is written alike in TypeScript, in Python and in YAML. What cannot be seen is
 * escaped, so that a name does not look like another one.
 */
export function literal(value: string | readonly string[]): string {
	if (typeof value !== "string") return `[${value.map((member) => literal(member)).join(", ")}]`;
	return JSON.stringify(value).replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) =>
		// Python takes no surrogates for a character beyond the basic plane, so those stay as they are.
		character.length > 1 ? character : `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
	);
}
