import type { Report } from "../report/report";
import { formatCsv } from "./csv";
import { formatMarkdown } from "./markdown";
import { formatOpenMetrics } from "./openmetrics";
import { formatSarif } from "./sarif";
import { formatTable, type Look } from "./table";

/** How a report is written, by the name of the format. */
export const FORMATS = {
	table: formatTable,
	json: (report: Report) => `${JSON.stringify(report, undefined, 2)}\n`,
	csv: (report: Report) => formatCsv(report),
	markdown: (report: Report) => formatMarkdown(report),
	openmetrics: (report: Report) => formatOpenMetrics(report),
	sarif: (report: Report) => `${JSON.stringify(formatSarif(report), undefined, 2)}\n`,
} satisfies Record<string, (report: Report, look: Look) => string>;

/** The name of a format. */
export type FormatName = keyof typeof FORMATS;

/** Every name. */
export const FORMAT_NAMES = Object.keys(FORMATS) as FormatName[];
