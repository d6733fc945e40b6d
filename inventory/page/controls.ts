import type { PageData } from "./data";
import { button, byId, element } from "./element";
import { type Filters, NO_FILTERS, SOON_DAYS } from "./filters";
import type { View } from "./view";
import { monthName, SEVERITIES } from "./words";

type Choice = readonly [value: string, text: string];

/** The search field and the lists above the table. They always show the current filters. */
export function setUpControls({ findings, rules, tokens }: PageData, view: View): void {
	const text = element("input", {
		type: "search",
		id: "filter-text",
		autocomplete: "off",
		spellcheck: "false",
	});
	text.addEventListener("input", () => view.filter({ text: text.value }));
	const found = new Set(findings.filter(({ allowed }) => allowed === null).map(({ rule }) => rule));
	const months = new Set(tokens.flatMap(({ expiresAt }) => expiresAt?.slice(0, 7) ?? []));
	const lists = {
		status: list("status", view, ["active", "expired", "revoked"].map(asChoice)),
		management: list("management", view, ["managed", "unmanaged", "unknown"].map(asChoice)),
		finding: list("finding", view, [
			["any", "with findings"],
			["none", "without findings"],
			...SEVERITIES.map((severity): Choice => [`severity:${severity}`, `severity ${severity}`]),
			...[...found].map((rule): Choice => [`rule:${rule}`, rules[rule] ?? rule]),
		]),
		expires: list("expires", view, [
			["never", "never"],
			[`within:${SOON_DAYS}`, `within ${SOON_DAYS} days`],
			...[...months].sort().map((month): Choice => [`month:${month}`, monthName(month)]),
		]),
	};
	const clear = button(
		{ id: "clear-filters" },
		() => {
			view.filterOnly({});
			text.focus();
		},
		"Clear filters",
	);
	byId("controls").append(
		labelled("Search", text),
		labelled("Status", lists.status),
		labelled("Management", lists.management),
		labelled("Findings", lists.finding),
		labelled("Expires", lists.expires),
		clear,
	);
	view.onChange(({ filters }) => {
		if (text.value !== filters.text) text.value = filters.text;
		for (const name of Object.keys(lists) as (keyof typeof lists)[]) select(lists[name], filters[name]);
		clear.hidden = Object.entries(NO_FILTERS).every(
			([name, value]) => filters[name as keyof Filters] === value,
		);
	});
}

function asChoice(value: string): Choice {
	return [value, value];
}

function list(
	name: Exclude<keyof Filters, "text">,
	view: View,
	choices: readonly Choice[],
): HTMLSelectElement {
	const made = element(
		"select",
		{ id: `filter-${name}` },
		element("option", { value: "" }, "all"),
		...choices.map(([value, text]) => element("option", { value }, text)),
	);
	made.addEventListener("change", () => view.filter({ [name]: made.value }));
	return made;
}

/** Selects a value; one that only the chart offers is added to the list while it is selected. */
function select(made: HTMLSelectElement, value: string): void {
	made.querySelector("[data-added]")?.remove();
	made.value = value;
	if (made.value === value) return;
	const [kind, month = ""] = value.split(":");
	const text = kind === "after" ? `after ${monthName(month)}` : monthName(month);
	made.append(element("option", { value, "data-added": true }, text));
	made.value = value;
}

function labelled(text: string, control: HTMLElement): HTMLElement {
	return element("div", {}, element("label", { for: control.id }, text), control);
}
