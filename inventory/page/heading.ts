import type { PageData } from "./data";
import { byId, element } from "./element";
import { minute, things } from "./words";

/** Shows the scope of the report, and whether everything was read: this comes first, and is in the title too. */
export function showHeading({ complete, gitlab, scope, generatedAt, tool, gaps, notes }: PageData): void {
	document.title = `${complete ? "" : "INCOMPLETE: "}Deploy tokens of ${scope}`;
	byId("subject").append(
		element("bdi", {}, scope),
		` · ${gitlab} · `,
		element("time", { datetime: generatedAt }, minute(generatedAt)),
	);
	byId("completeness").append(
		complete
			? element("span", { class: "badge ok" }, "Complete")
			: element("a", { class: "badge high", href: "#gaps" }, "Incomplete"),
	);
	byId("tool").append(`Written by ${tool}. This page contains no secrets and sends no requests.`);
	if (!complete) showGaps(gaps);
	if (notes.length > 0) {
		byId("notes").hidden = false;
		byId("notes-list").append(...notes.map((note) => element("li", {}, note)));
	}
}

function showGaps(gaps: PageData["gaps"]): void {
	byId("gaps").hidden = false;
	byId("gaps-title").textContent = `Incomplete: ${things(gaps.length, "part")} could not be read`;
	byId("gaps-list").append(
		...gaps.map(({ what, reason, remedy }) =>
			element("li", {}, element("strong", {}, what), `: ${reason} ${remedy}`),
		),
	);
}
