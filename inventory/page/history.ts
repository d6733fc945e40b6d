import type { PageData, PagePoint } from "./data";
import { byId, drawing, element } from "./element";
import { counted, day, minute, percent } from "./words";

/** The size of the chart, in its own units. */
const WIDTH = 560;
const HEIGHT = 190;
const LEFT = 44;
const RIGHT = 14;
const TOP = 12;
const BOTTOM = 28;

/** With more points, the line has no dots. */
const MOST_DOTS = 60;

/** The share of managed tokens from report to report, as a line and as figures. */
export function showHistory({ history }: PageData): void {
	const place = byId("history-chart");
	if (history === null) {
		place.append(
			hint(
				"No history. With ",
				element("code", {}, "--history FILE"),
				", each report appends its counts to a file, and this chart shows them.",
			),
		);
		return;
	}
	const known = history.filter(({ managed, unmanaged }) => managed + unmanaged > 0);
	if (known.length < 2) {
		place.append(hint("This chart needs at least two reports in which every state was read."));
		return;
	}
	place.append(picture(known), figures(known));
}

function hint(...children: (Node | string)[]): HTMLElement {
	return element("p", { class: "hint" }, ...children);
}

function share({ managed, unmanaged }: PagePoint): number {
	return managed / (managed + unmanaged);
}

function shareText(point: PagePoint): string {
	return percent(point.managed, point.managed + point.unmanaged);
}

function picture(points: readonly PagePoint[]): SVGElement {
	const times = points.map(({ at }) => Date.parse(at));
	const from = Math.min(...times);
	const span = Math.max(1, Math.max(...times) - from);
	const x = ({ at }: PagePoint) => LEFT + ((Date.parse(at) - from) / span) * (WIDTH - LEFT - RIGHT);
	const y = (part: number) => TOP + (1 - part) * (HEIGHT - TOP - BOTTOM);
	const line = points.map((point) => `${x(point).toFixed(1)},${y(share(point)).toFixed(1)}`).join(" ");
	const [first, last] = [points[0], points.at(-1)];
	const spoken =
		first === undefined || last === undefined
			? ""
			: `Managed share of the tokens: ${shareText(first)} on ${day(first.at)}, ${shareText(last)} on ${day(last.at)}`;
	return drawing(
		"svg",
		{ viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": spoken, class: "line-chart" },
		...[0, 0.5, 1].flatMap((part) => [
			drawing("line", { class: "grid", x1: LEFT, x2: WIDTH - RIGHT, y1: y(part), y2: y(part) }),
			drawing("text", { x: LEFT - 8, y: y(part) + 4, "text-anchor": "end" }, `${100 * part} %`),
		]),
		drawing("polygon", {
			class: "area",
			points: `${LEFT},${y(0)} ${line} ${WIDTH - RIGHT},${y(0)}`,
		}),
		drawing("polyline", { class: "line", points: line }),
		...points
			.filter((point) => points.length <= MOST_DOTS || !point.complete || point === last)
			.map((point) =>
				drawing(
					"circle",
					{ class: point.complete ? "dot" : "dot incomplete", cx: x(point), cy: y(share(point)), r: 4 },
					drawing(
						"title",
						{},
						`${day(point.at)}: ${shareText(point)}${point.complete ? "" : ", incomplete"}`,
					),
				),
			),
		drawing("text", { x: LEFT, y: HEIGHT - 8, "text-anchor": "start" }, day(first?.at ?? "")),
		drawing("text", { x: WIDTH - RIGHT, y: HEIGHT - 8, "text-anchor": "end" }, day(last?.at ?? "")),
	);
}

/** The same as a table, the newest first. */
function figures(points: readonly PagePoint[]): HTMLElement {
	const heads = ["Report", "Managed", "Unmanaged", "Share"];
	const rows = [...points]
		.reverse()
		.map((point) =>
			element(
				"tr",
				{},
				element("th", { scope: "row" }, minute(point.at), point.complete ? null : " (incomplete)"),
				element("td", {}, counted(point.managed)),
				element("td", {}, counted(point.unmanaged)),
				element("td", {}, shareText(point)),
			),
		);
	return element(
		"details",
		{ class: "figures" },
		element("summary", {}, "Figures"),
		element(
			"section",
			{ class: "scroll", tabindex: 0, "aria-label": "History figures" },
			element(
				"table",
				{},
				element(
					"thead",
					{},
					element("tr", {}, ...heads.map((head) => element("th", { scope: "col" }, head))),
				),
				element("tbody", {}, ...rows),
			),
		),
	);
}
