import Table from "cli-table3";
import stringWidth from "string-width";
import type { Report, ReportFinding, ReportToken } from "../report/report";
import type { Severity } from "../rules/rule";
import { createdCell, expiryCell, managementCell, ownerCell, resourceName } from "./cells";
import { printable } from "./printable";
import { softWrap } from "./soft-wrap";
import { summaryLines } from "./summary";

/** How a table is shown. */
export interface Look {
	/** In characters. */
	readonly width: number;
	readonly colour: boolean;
}

/** Escape codes by their meaning. */
const COLOURS: Readonly<Record<Severity | "bold", string>> = {
	high: "\u001b[31m",
	medium: "\u001b[33m",
	low: "\u001b[36m",
	info: "\u001b[2m",
	bold: "\u001b[1m",
};

/** A narrower table would be unreadable; in a narrower terminal, its lines wrap. */
const MIN_WIDTH = 60;

/** A report for a person at a terminal. */
export function formatTable(report: Report, look: Look): string {
	const paint = (text: string, as: Severity | "bold") =>
		look.colour ? `${COLOURS[as]}${text}\u001b[0m` : text;
	const findings = report.findings.filter(({ allowed }) => allowed === null);
	return [
		tokensTable(report, look),
		"",
		...findings.flatMap((finding) => findingLines(finding, paint)),
		...(findings.length === 0 ? [] : [""]),
		...report.gaps.flatMap(({ what, reason, remedy }) => [
			`${paint("not read", "high")}  ${printable(what)}: ${printable(reason)}`,
			`  ${printable(remedy)}`,
		]),
		...report.notes.map((note) => `note: ${printable(note)}`),
		...summaryLines(report).map((line, index) => (index === 0 ? paint(line, "bold") : line)),
		"",
	].join("\n");
}

const COLUMNS: readonly (readonly [string, (token: ReportToken) => string])[] = [
	["OWNER", ownerCell],
	["ID", ({ tokenId }) => String(tokenId)],
	["NAME", ({ name }) => printable(name)],
	["SCOPES", ({ scopes }) => scopes.map(printable).join(" ")],
	["EXPIRES", expiryCell],
	["CREATED", createdCell],
	["STATUS", ({ status }) => status],
	["MANAGED BY", managementCell],
];

function tokensTable({ tokens }: Report, { width, colour }: Look): string {
	// If the age of no token is known, the other columns get the width.
	const columns = COLUMNS.filter(
		([title, cell]) => title !== "CREATED" || tokens.some((token) => cell(token) !== ""),
	);
	const head = columns.map(([title]) => title);
	const rows = tokens.map((token) => columns.map(([, cell]) => cell(token)));
	const colWidths = columnWidths([head, ...rows], Math.max(width, MIN_WIDTH));
	const table = new Table({
		head,
		colWidths,
		style: {
			head: colour ? ["bold"] : [],
			border: [],
			compact: true,
			"padding-left": 0,
			"padding-right": GAP,
		},
		chars: NO_BORDERS,
	});
	table.push(...rows.map((row) => row.map((cell, column) => softWrap(cell, (colWidths[column] ?? 0) - GAP))));
	return trimLines(table.toString());
}

/** Spaces between two columns. */
const GAP = 2;

const NO_BORDERS = Object.fromEntries(
	[
		...["top", "top-mid", "top-left", "top-right", "bottom", "bottom-mid", "bottom-left", "bottom-right"],
		...["left", "left-mid", "mid", "mid-mid", "right", "right-mid", "middle"],
	].map((name) => [name, ""]),
);

/** The widths of the contents, with the widest columns reduced until the line fits. */
function columnWidths(rows: readonly (readonly string[])[], width: number): number[] {
	const wanted = (rows[0] ?? []).map(
		(_, column) => rows.reduce((most, row) => Math.max(most, stringWidth(row[column] ?? "")), 0) + GAP,
	);
	const total = () => wanted.reduce((sum, each) => sum + each, 0);
	while (total() > width) {
		const widest = wanted.indexOf(Math.max(...wanted));
		wanted[widest] = (wanted[widest] ?? 0) - 1;
	}
	return wanted;
}

function trimLines(text: string): string {
	return text
		.split("\n")
		.map((line) => line.trimEnd())
		.join("\n");
}

function findingLines(
	finding: ReportFinding,
	paint: (text: string, as: Severity | "bold") => string,
): string[] {
	const { severity, rule, owner, tokenId, name, resource, message, remedy } = finding;
	const place = [owner, tokenId, name === null ? null : JSON.stringify(name)]
		.filter((part) => part !== null)
		.join(" ");
	const what = place === "" ? resourceName(resource ?? "") : place;
	return [
		`${paint(severity.padEnd(6), severity)}  ${printable(what)}: ${printable(message)} [${rule}]`,
		`        ${printable(remedy)}`,
	];
}
