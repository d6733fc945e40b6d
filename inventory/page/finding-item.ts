import type { PageFinding } from "./data";
import { button, byId, element } from "./element";

/** One finding with what to do about it. */
export function findingItem(
	{ subject, message, remedy, allowed, severity, rule }: PageFinding,
	heading: "subject" | "rule",
): HTMLElement {
	const text = element("code", {}, remedy);
	const title =
		heading === "subject"
			? [element("bdi", { class: "subject" }, subject)]
			: [badge(severity), " ", element("span", { class: "subject" }, rule)];
	return element(
		"li",
		{ class: "finding" },
		element("p", {}, ...title, " ", element("span", {}, message)),
		allowed === null
			? element(
					"div",
					{ class: "remedy" },
					text,
					button(
						{ class: "small", "aria-label": `Copy what to do about ${subject}` },
						() => copy(text),
						"Copy",
					),
				)
			: element("p", { class: "note" }, `Accepted until ${allowed.until}: ${allowed.reason}`),
	);
}

/** A severity in its colour. */
export function badge(severity: PageFinding["severity"]): HTMLElement {
	return element("span", { class: `badge ${severity}` }, severity);
}

/** Says something to those who do not see what happened. */
function announce(text: string): void {
	byId("announcement").textContent = text;
}

async function copy(source: HTMLElement): Promise<void> {
	try {
		await navigator.clipboard.writeText(source.textContent ?? "");
		announce("Copied.");
	} catch {
		// Where the browser does not hand out the clipboard, the reader copies what is selected.
		getSelection()?.selectAllChildren(source);
		announce("Selected; copy it with the keyboard.");
	}
}
