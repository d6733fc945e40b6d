import type { PageData, PageToken } from "./data";
import { button, byId, element } from "./element";
import { filtered } from "./filters";
import { type Column, type Order, sorted } from "./order";
import { tokenRow } from "./token-row";
import type { Shown, View } from "./view";
import { counted, things } from "./words";

const COLUMNS: readonly (readonly [Column, string])[] = [
	["name", "Name"],
	["id", "ID"],
	["owner", "Owner"],
	["scopes", "Scopes"],
	["expires", "Expires"],
	["status", "Status"],
	["management", "Managed by"],
	["findings", "Findings"],
];

const PAGE_SIZES = [25, 50, 100, 250];

/** The table, its sorting and its pages. Only the rows of one page are in the document. */
export function setUpTable(data: PageData, view: View): void {
	const heads = new Map(COLUMNS.map(([column, title]) => [column, headOf(column, title, view)]));
	byId("token-heads").append(...heads.values());
	const pager = setUpPager(view);
	let rows: readonly PageToken[] = [];
	let before: Shown | undefined;
	view.onChange((shown) => {
		// Another page needs neither filtering nor sorting.
		if (shown.filters !== before?.filters || shown.order !== before.order)
			rows = sorted(filtered(data.tokens, shown.filters, data.findings), shown.order, data.findings);
		before = shown;
		show(shown);
	});

	function show({ order, page, pageSize }: Shown): void {
		const first = page * pageSize;
		const visible = rows.slice(first, first + pageSize);
		byId("token-rows").replaceChildren(...visible.map((token) => tokenRow(token, data, COLUMNS.length)));
		for (const [column, head] of heads) markOrder(head, order.column === column ? order : undefined);
		byId("token-count").textContent =
			visible.length === 0
				? noTokens(data)
				: `${counted(first + 1)} to ${counted(first + visible.length)} of ${things(rows.length, "token")}${rows.length === data.tokens.length ? "" : `, ${counted(data.tokens.length)} in total`}`;
		pager(page, Math.max(1, Math.ceil(rows.length / pageSize)));
	}
}

function noTokens({ tokens }: PageData): string {
	return tokens.length === 0 ? "No deploy tokens." : "No token matches the filters.";
}

function headOf(column: Column, title: string, view: View): HTMLTableCellElement {
	return element(
		"th",
		{ scope: "col" },
		button(
			{ class: "sort" },
			() => view.sortBy(column),
			title,
			element("span", { class: "arrow", "aria-hidden": "true" }),
		),
	);
}

function markOrder(head: HTMLElement, order: Order | undefined): void {
	if (order === undefined) head.removeAttribute("aria-sort");
	else head.setAttribute("aria-sort", order.ascending ? "ascending" : "descending");
}

/** @returns A function that shows the number of the page, and how many there are. */
function setUpPager(view: View): (page: number, pages: number) => void {
	let at = 0;
	let of = 1;
	const place = element("span", {});
	const turns = (
		[
			["First", () => 0],
			["Previous", () => at - 1],
			["Next", () => at + 1],
			["Last", () => of - 1],
		] as const
	).map(([title, target]) => ({ target, made: button({}, () => view.turnTo(target()), title) }));
	const [first, previous, next, last] = turns.map(({ made }) => made);
	const sizes = element(
		"select",
		{ id: "page-size" },
		...PAGE_SIZES.map((size) => element("option", { value: size }, size)),
	);
	sizes.addEventListener("change", () => view.resize(Number(sizes.value)));
	view.onChange(({ pageSize }) => {
		sizes.value = String(pageSize);
	});
	byId("pager").append(
		...[first, previous, place, next, last].flatMap((part) => part ?? []),
		element("div", {}, element("label", { for: "page-size" }, "Rows"), sizes),
	);
	return (page, pages) => {
		at = page;
		of = pages;
		place.textContent = `Page ${counted(page + 1)} of ${counted(pages)}`;
		// Not `disabled`: a focused button would lose the focus.
		for (const { target, made } of turns) {
			const to = target();
			made.setAttribute("aria-disabled", String(to === at || to < 0 || to >= of));
		}
	};
}
