import type { PageData, PageFinding, PageHolder, PageToken } from "./data";
import { breakable, button, type Child, element } from "./element";
import { SOON_DAYS } from "./filters";
import { findingItem } from "./finding-item";
import { day, minute, things } from "./words";

/** How many scopes and holders a row shows; the details show all. */
const SHOWN_PARTS = 3;

/** The row of a token. Its first cell opens and closes a row with everything that is known about it. */
export function tokenRow(token: PageToken, data: PageData, columns: number): HTMLTableRowElement {
	const details = `details-${token.id}`;
	const opener = button(
		{ class: "opener", "aria-expanded": "false", "aria-controls": details },
		() => {
			const open = opener.getAttribute("aria-expanded") === "true";
			opener.setAttribute("aria-expanded", String(!open));
			if (open) document.getElementById(details)?.remove();
			else row.after(element("tr", { id: details, class: "details" }, detailsCell(token, data, columns)));
		},
		breakable(token.name, { class: "clamped" }),
	);
	const row = element(
		"tr",
		{},
		element("th", { scope: "row" }, opener),
		element("td", { class: "number" }, token.id),
		element("td", {}, ownerOf(token)),
		element("td", {}, ...clamped(token.scopes.map((scope) => element("span", { class: "chip" }, scope)))),
		element("td", {}, ...expiry(token)),
		element("td", {}, element("span", { class: `status ${token.status}` }, token.status)),
		element("td", {}, ...management(token)),
		element("td", {}, ...findingBadges(token, data.findings)),
	);
	return row;
}

function ownerOf({ kind, owner, marks, link }: PageToken): HTMLElement {
	if (owner === null || kind === null) return element("span", { class: "badge high" }, "deleted owner");
	const path = breakable(owner, { class: "clamped" });
	return element(
		"div",
		{},
		element("span", { class: "kind" }, kind),
		link === null
			? path
			: element(
					"a",
					{ href: link, target: "_blank", rel: "noopener noreferrer", title: "Settings in GitLab" },
					path,
					element("span", { class: "hidden" }, " (settings in GitLab, opens a new tab)"),
				),
		...marks.map((mark) => element("span", { class: "badge medium" }, mark)),
	);
}

function expiry(token: PageToken): Child[] {
	const { expiresAt, daysLeft, status } = token;
	if (expiresAt === null || daysLeft === null) return [element("span", { class: "never" }, "never")];
	const soon = status === "active" && daysLeft <= SOON_DAYS;
	return [
		element("time", { datetime: expiresAt }, day(expiresAt)),
		element("span", { class: soon ? "note soon" : "note" }, distance(daysLeft)),
	];
}

function distance(daysLeft: number): string {
	if (daysLeft === 0) return "today";
	return daysLeft > 0 ? `in ${things(daysLeft, "day")}` : `${things(-daysLeft, "day")} ago`;
}

function management({ management, holders }: PageToken): Child[] {
	if (holders.length === 0) return [element("span", { class: `management ${management}` }, management)];
	return clamped(holders.map((holder) => element("div", {}, ...holderText(holder))));
}

function holderText({ stack, name, doubtful }: PageHolder): Child[] {
	return [
		breakable(name, { class: "clamped" }),
		element(
			"span",
			{ class: "note" },
			"in ",
			element("bdi", {}, stack),
			doubtful ? " (matched by declaration only)" : null,
		),
	];
}

function findingBadges({ findings }: PageToken, all: readonly PageFinding[]): Child[] {
	if (findings.length === 0) return [element("span", { class: "none" }, "none")];
	const severities = Map.groupBy(
		findings.flatMap((index) => all[index] ?? []),
		({ severity }) => severity,
	);
	return [...severities].map(([severity, { length }]) =>
		element("span", { class: `badge ${severity}` }, `${length} ${severity}`),
	);
}

/** The first parts, and how many more there are. */
function clamped(parts: readonly Node[]): Child[] {
	const more = parts.length - SHOWN_PARTS;
	return [
		...parts.slice(0, SHOWN_PARTS),
		more > 0 ? element("span", { class: "note" }, `and ${more} more`) : null,
	];
}

function detailsCell(token: PageToken, { findings }: PageData, columns: number): HTMLTableCellElement {
	const { id, name, username, owner, scopes, expiresAt, created, holders } = token;
	const facts = [
		fact("Name", element("bdi", {}, name)),
		fact("ID", id),
		fact("Username", element("bdi", {}, username)),
		fact("Owner", owner === null ? "deleted" : element("bdi", {}, owner)),
		fact("Scopes", scopes.join(", ")),
		fact("Expires", expiresAt === null ? "never" : minute(expiresAt)),
		fact("Created", created === "" ? "unknown" : created),
		...holders.map((holder) => fact("Recorded by", holderFacts(holder), "wide")),
	];
	return element(
		"td",
		{ colspan: columns },
		element("dl", {}, ...facts),
		token.findings.length === 0
			? element("p", { class: "hint" }, "No findings for this token.")
			: element(
					"ul",
					{},
					...token.findings
						.flatMap((index) => findings[index] ?? [])
						.map((finding) => findingItem(finding, "rule")),
				),
	);
}

function fact(what: string, value: Child, width = ""): HTMLElement {
	return element("div", { class: width }, element("dt", {}, what), element("dd", {}, value));
}

function holderFacts({ resource, stack, rotates, leaving, doubtful }: PageHolder): HTMLElement {
	const facts = [
		rotates ? "rotates it" : "does not rotate it",
		leaving ? "deletes it in a later run" : "",
		doubtful ? "may hold another token, since the set's contents are encrypted" : "",
	].filter((fact) => fact !== "");
	return element(
		"span",
		{},
		element("code", {}, resource),
		" in ",
		element("bdi", {}, stack),
		`, which ${facts.join(", ")}`,
	);
}
