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
						{ class: "small", "aria-label": `Copy the remedy for ${subject}` },
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

/** Announces a change to screen readers. */
function announce(text: string): void {
	byId("announcement").textContent = text;
}

async function copy(source: HTMLElement): Promise<void> {
	try {
		await navigator.clipboard.writeText(source.textContent ?? "");
		announce("Copied.");
	} catch {
		// If the browser denies access to the clipboard, the text is selected, so that the reader can copy it.
		getSelection()?.selectAllChildren(source);
		announce("The text is selected; copy it with the keyboard.");
	}
}
