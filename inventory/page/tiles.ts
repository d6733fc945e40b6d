import type { PageData, PageToken } from "./data";
import { button, byId, type Child, element } from "./element";
import { expiresAsFiltered, type Filters, SOON_DAYS } from "./filters";
import { counted, percent, SEVERITIES, things } from "./words";

interface Tile {
	readonly label: string;
	readonly figure: string;
	readonly note: string;
	readonly bar?: Child;
	/** What the table shows when the tile is clicked. */
	readonly filters?: Partial<Filters>;
}

/** The most important counts; a click on most of them shows their tokens. */
export function showTiles(data: PageData, open: (filters: Partial<Filters>) => void): void {
	byId("tiles").append(
		...tilesOf(data).map(({ label, figure, note, bar = null, filters }) => {
			const parts = [
				element("span", { class: "label" }, label),
				element("span", { class: "figure" }, figure),
				bar,
				element("span", { class: "note" }, note),
			];
			const tile =
				filters === undefined
					? element("div", { class: "tile" }, ...parts)
					: button({ class: "tile" }, () => open(filters), ...parts);
			return element("li", {}, tile);
		}),
	);
}

function tilesOf({ tokens, findings, owners }: PageData): Tile[] {
	const count = (fits: (token: PageToken) => boolean) => tokens.filter(fits).length;
	const active = (filter: string) =>
		count((token) => token.status === "active" && expiresAsFiltered(token, filter));
	const status = (wanted: PageToken["status"]) => count((token) => token.status === wanted);
	const counting = findings.filter(({ allowed }) => allowed === null);
	const soon = `within:${SOON_DAYS}`;
	return [
		{
			label: "Deploy tokens",
			figure: counted(tokens.length),
			note: parts([
				[status("active"), "active"],
				[status("expired"), "expired"],
				[status("revoked"), "revoked"],
			]),
			filters: {},
		},
		managedTile(tokens),
		{
			label: "Expire soon",
			figure: counted(active(soon)),
			note: `active tokens, within ${SOON_DAYS} days`,
			filters: { status: "active", expires: soon },
		},
		{
			label: "Never expire",
			figure: counted(active("never")),
			note: "active tokens",
			filters: { status: "active", expires: "never" },
		},
		{
			label: "Findings",
			figure: counted(counting.length),
			note: parts(
				SEVERITIES.map((severity) => [
					counting.filter((finding) => finding.severity === severity).length,
					severity,
				]),
			),
			filters: { finding: "any" },
		},
		{
			label: "Scanned",
			figure: counted(owners.groups + owners.projects),
			note: `${things(owners.groups, "group")}, ${things(owners.projects, "project")}`,
		},
	];
}

function managedTile(tokens: readonly PageToken[]): Tile {
	const count = (wanted: PageToken["management"]) =>
		tokens.filter(({ management }) => management === wanted).length;
	const [managed, unmanaged, unknown] = [count("managed"), count("unmanaged"), count("unknown")];
	const label = "Managed";
	if (unknown > 0)
		return {
			label,
			figure: "unknown",
			note: `${counted(managed)} managed; unknown for the others until every state is read`,
			filters: { management: "unknown" },
		};
	return {
		label,
		figure: percent(managed, tokens.length),
		bar: shareBar(managed, tokens.length),
		note: parts([
			[managed, "in a state"],
			[unmanaged, "in no state"],
		]),
		filters: { management: "unmanaged" },
	};
}

/** The share as a bar, hidden from screen readers. */
function shareBar(part: number, whole: number): HTMLElement {
	const filling = element("span", {});
	filling.style.width = `${whole === 0 ? 0 : (100 * part) / whole}%`;
	return element("span", { class: "share", "aria-hidden": "true" }, filling);
}

function parts(counts: readonly (readonly [number, string])[]): string {
	const present = counts.filter(([count], index) => count > 0 || index === 0);
	return present.map(([count, what]) => `${counted(count)} ${what}`).join(", ");
}
