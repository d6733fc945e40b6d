import type { PageData, PageToken } from "./data";
import { button, byId, element } from "./element";
import type { Filters } from "./filters";
import { counted, monthName, shortMonth, things } from "./words";

const MONTHS = 12;

/** What happens to a token before its expiry, best first; the keys are CSS classes. */
const KINDS = {
	rotates: "rotated by its stack",
	managed: "managed, not rotated",
	unmanaged: "unmanaged",
	unknown: "management unknown",
} as const;

type Kind = keyof typeof KINDS;
const KIND_NAMES = Object.keys(KINDS) as Kind[];

interface Bin {
	/** Below the bar. */
	readonly label: string;
	/** Below the label, where the year changes. */
	readonly year: string;
	/** In a sentence. */
	readonly name: string;
	readonly filter: string;
	readonly counts: Record<Kind, number>;
}

/** The active tokens by month of expiry; a click on a bar shows its tokens. */
export function showExpiries(data: PageData, open: (filters: Partial<Filters>) => void): void {
	const bins = binsOf(data);
	const most = Math.max(1, ...bins.map(total));
	const present = KIND_NAMES.filter((kind) => bins.some(({ counts }) => counts[kind] > 0));
	byId("expiries-bars").append(
		...bins.map((bin) =>
			element(
				"li",
				{},
				bar(bin, most, () => open({ status: "active", expires: bin.filter })),
			),
		),
	);
	byId("expiries-legend").append(
		...present.map((kind) => element("li", {}, element("span", { class: `key ${kind}` }), KINDS[kind])),
	);
}

function binsOf({ tokens, generatedAt }: PageData): Bin[] {
	const months = Array.from({ length: MONTHS }, (_, ahead) => monthAfter(generatedAt, ahead));
	const last = months.at(-1) ?? "";
	const bins = [
		...months.map((month, index) =>
			emptyBin({
				label: shortMonth(month),
				year: index === 0 || month.endsWith("-01") ? month.slice(0, 4) : "",
				name: monthName(month),
				filter: `month:${month}`,
			}),
		),
		emptyBin({ label: "later", year: "", name: `After ${monthName(last)}`, filter: `after:${last}` }),
		emptyBin({ label: "never", year: "", name: "Never", filter: "never" }),
	];
	const byFilter = new Map(bins.map((bin) => [bin.filter, bin]));
	for (const token of tokens) {
		if (token.status !== "active") continue;
		const month = token.expiresAt?.slice(0, 7);
		const bin =
			byFilter.get(month === undefined ? "never" : `month:${month}`) ?? byFilter.get(`after:${last}`);
		if (bin !== undefined) bin.counts[kindOf(token)] += 1;
	}
	return bins;
}

function emptyBin(bin: Omit<Bin, "counts">): Bin {
	return { ...bin, counts: { rotates: 0, managed: 0, unmanaged: 0, unknown: 0 } };
}

function monthAfter(instant: string, ahead: number): string {
	const date = new Date(instant);
	return new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + ahead)).toISOString().slice(0, 7);
}

/** A stack rotates a token before its expiry, and never one without an expiry. */
function kindOf({ management, holders, expiresAt }: PageToken): Kind {
	return expiresAt !== null && holders.some(({ rotates }) => rotates) ? "rotates" : management;
}

function total({ counts }: Bin): number {
	return KIND_NAMES.reduce((sum, kind) => sum + counts[kind], 0);
}

function bar(bin: Bin, most: number, onClick: () => void): HTMLElement {
	const { label, year, name, counts } = bin;
	const present = KIND_NAMES.filter((kind) => counts[kind] > 0);
	const segments = present.map((kind) => {
		const segment = element("span", { class: `segment ${kind}` });
		segment.style.height = `${(100 * counts[kind]) / most}%`;
		return segment;
	});
	const figures = present.map((kind) => `${counted(counts[kind])} ${KINDS[kind]}`).join(", ");
	const sum = total(bin);
	const spoken = `${name}: ${things(sum, "active token")}${figures === "" ? "" : `: ${figures}`}`;
	return button(
		{ class: "month", title: spoken },
		onClick,
		element("span", { class: "hidden" }, spoken),
		element(
			"span",
			{ class: "bar", "aria-hidden": "true" },
			element("span", { class: "count" }, sum === 0 ? "" : counted(sum)),
			...segments,
		),
		element("span", { class: "tick", "aria-hidden": "true" }, label),
		element("span", { class: "tick year", "aria-hidden": "true" }, year),
	);
}
