/** A child of an element; strings become text, whatever they contain. */
export type Child = Node | string | number | null;

type Attributes = Readonly<Record<string, string | number | boolean>>;

/** Creates an HTML element. An attribute that is `false` is omitted; one that is `true` is set without a value. */
export function element<Name extends keyof HTMLElementTagNameMap>(
	name: Name,
	attributes: Attributes = {},
	...children: readonly Child[]
): HTMLElementTagNameMap[Name] {
	return filled(document.createElement(name), attributes, children);
}

/** Creates an SVG element, like {@link element}. */
export function drawing<Name extends keyof SVGElementTagNameMap>(
	name: Name,
	attributes: Attributes = {},
	...children: readonly Child[]
): SVGElementTagNameMap[Name] {
	return filled(document.createElementNS("http://www.w3.org/2000/svg", name), attributes, children);
}

/** The element of the skeleton with this ID. */
export function byId(id: string): HTMLElement {
	const found = document.getElementById(id);
	if (found === null) throw new Error(`the page has no element #${id}`);
	return found;
}

/** A name or path with its own writing direction, which breaks between its parts. */
export function breakable(text: string, attributes: Attributes = {}): HTMLElement {
	const parts = text.split(/(?<=[/_.:])/);
	return element(
		"bdi",
		attributes,
		...parts.flatMap((part, index) => (index === 0 ? [part] : [element("wbr"), part])),
	);
}

/** A button that does something. */
export function button(
	attributes: Attributes,
	onClick: () => void,
	...children: readonly Child[]
): HTMLButtonElement {
	const made = element("button", { type: "button", ...attributes }, ...children);
	made.addEventListener("click", () => {
		if (made.getAttribute("aria-disabled") !== "true") onClick();
	});
	return made;
}

function filled<Made extends Element>(made: Made, attributes: Attributes, children: readonly Child[]): Made {
	for (const [name, value] of Object.entries(attributes))
		if (value !== false) made.setAttribute(name, value === true ? "" : String(value));
	for (const child of children)
		if (child !== null) made.append(typeof child === "number" ? String(child) : child);
	return made;
}
