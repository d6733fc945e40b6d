/** Control characters, and those that reverse or hide text. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** Text on one line, with control and invisible characters escaped: names come from other people. */
export function printable(text: string): string {
	return text.replace(UNPRINTABLE, (character) => {
		const code = character.codePointAt(0) ?? 0;
		return `\\u{${code.toString(16)}}`;
	});
}
