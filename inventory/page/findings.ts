import type { PageData, PageFinding } from "./data";
import { button, byId, element } from "./element";
import type { Filters } from "./filters";
import { badge, findingItem } from "./finding-item";
import { counted, things } from "./words";

/** How many findings of a rule are shown at first, and added with each click. */
const AT_ONCE = 25;

/** The findings by rule, most severe first; those that the configuration accepts come last. */
export function showFindings({ findings, rules }: PageData, open: (filters: Partial<Filters>) => void): void {
	const counting = findings.filter(({ allowed }) => allowed === null);
	const accepted = findings.filter(({ allowed }) => allowed !== null);
	const place = byId("findings-list");
	for (const [rule, group] of Map.groupBy(counting, (finding) => finding.rule)) {
		const actions = element(
			"p",
			{},
			button({}, () => open({ finding: `rule:${rule}` }), "Show these tokens in the table"),
		);
		place.append(
			groupOf(group, [badge(group[0]?.severity ?? "info"), title(rules[rule] ?? rule, rule)], actions),
		);
	}
	if (counting.length === 0) place.append(element("p", { class: "hint" }, "No findings."));
	if (accepted.length > 0)
		place.append(
			groupOf(
				accepted,
				[element("span", { class: "badge" }, "accepted"), title("Accepted by the configuration", "")],
				null,
			),
		);
}

function title(text: string, rule: string): HTMLElement {
	return element("span", { class: "title" }, text, " ", element("code", {}, rule));
}

/** Creates its items when it is opened: with 10,000 tokens, there can be as many. */
function groupOf(findings: readonly PageFinding[], head: readonly Node[], actions: Node | null): HTMLElement {
	const list = element("ul", {});
	const more = button({}, () => showMore(), "");
	const showMore = () => {
		const shown = list.childElementCount;
		list.append(...findings.slice(shown, shown + AT_ONCE).map((finding) => findingItem(finding, "subject")));
		const left = findings.length - list.childElementCount;
		more.hidden = left === 0;
		more.textContent = `Show ${counted(Math.min(left, AT_ONCE))} more of ${counted(left)}`;
	};
	const group = element(
		"details",
		{ class: "group" },
		element("summary", {}, ...head, element("span", { class: "count" }, things(findings.length, "finding"))),
		actions,
		list,
		more,
	);
	group.addEventListener("toggle", () => {
		if (group.open && list.childElementCount === 0) showMore();
	});
	return group;
}
