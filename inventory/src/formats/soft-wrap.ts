import stringWidth from "string-width";

/** Text in lines of at most `width` characters, broken after a space, `/`, `_`, `-` or `:` where there is one. */
export function softWrap(text: string, width: number): string {
	const lines = [""];
	for (const piece of text.match(/[^ /_:-]*[ /_:-]|[^ /_:-]+/g) ?? [])
		for (const part of parts(piece, width)) {
			const line = lines.at(-1) ?? "";
			if (stringWidth(line + part.trimEnd()) <= width) lines[lines.length - 1] = line + part;
			else lines.push(part);
		}
	return lines.map((line) => line.trimEnd()).join("\n");
}

/** A piece that fits on a line unchanged, a longer one in parts that do. */
function parts(piece: string, width: number): string[] {
	if (stringWidth(piece.trimEnd()) <= width) return [piece];
	const found = [""];
	for (const character of piece) {
		const last = found.at(-1) ?? "";
		if (last === "" || stringWidth(last + character) <= width) found[found.length - 1] = last + character;
		else found.push(character);
	}
	return found;
}
