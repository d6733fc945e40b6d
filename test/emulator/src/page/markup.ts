/** A piece of HTML in which every value has been escaped. */
export class Markup {
	constructor(readonly html: string) {}
}

type Value = string | number | Markup | readonly Markup[];

const ENTITIES: Readonly<Record<string, string>> = {
	"&": "&amp;",
	"<": "&lt;",
	">": "&gt;",
	'"': "&quot;",
	"'": "&#39;",
};

/** Template tag: text is escaped, markup is inserted unchanged. Attribute values must be in quotes. */
export function markup(parts: TemplateStringsArray, ...values: readonly Value[]): Markup {
	return new Markup(parts.reduce((html, part, index) => `${html}${render(values[index - 1] ?? "")}${part}`));
}

function render(value: Value): string {
	if (value instanceof Markup) return value.html;
	if (typeof value === "object") return value.map((piece) => piece.html).join("");
	return String(value).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? "");
}
