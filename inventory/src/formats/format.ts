import type { HistoryEntry } from "../report/history";
import type { Report } from "../report/report";
import { formatCsv } from "./csv";
import { formatHtml } from "./html/format-html";
import { formatMarkdown } from "./markdown";
import { formatOpenMetrics } from "./openmetrics";
import { formatSarif } from "./sarif";
import { formatTable, type Look } from "./table";

/** What a format receives in addition to the report. */
export interface FormatOptions {
	readonly look: Look;
	/** The counts of earlier reports; `undefined` if no history is kept. */
	readonly history: readonly HistoryEntry[] | undefined;
}

/** The formats of a report, by name. */
export const FORMATS = {
	table: (report: Report, { look }: FormatOptions) => formatTable(report, look),
	json: (report: Report) => `${JSON.stringify(report, undefined, 2)}\n`,
	csv: (report: Report) => formatCsv(report),
	markdown: (report: Report) => formatMarkdown(report),
	html: (report: Report, { history }: FormatOptions) => formatHtml(report, history),
	openmetrics: (report: Report) => formatOpenMetrics(report),
	sarif: (report: Report) => `${JSON.stringify(formatSarif(report), undefined, 2)}\n`,
} satisfies Record<string, (report: Report, options: FormatOptions) => string>;

/** The name of a format. */
export type FormatName = keyof typeof FORMATS;

/** Every name. */
export const FORMAT_NAMES = Object.keys(FORMATS) as FormatName[];
