import { z } from "zod";
import { type Report, reportShape } from "./report";

const { generatedAt, gitlab, scope, complete, summary } = reportShape.shape;

/** The shape of one report's counts in a history. */
export const historyEntryShape = z.object({ generatedAt, gitlab, scope, complete, ...summary.shape });

/** A line of a history. */
export type HistoryEntry = z.output<typeof historyEntryShape>;

/** The counts of a report, for the history. */
export function historyEntry({ generatedAt, gitlab, scope, complete, summary }: Report): HistoryEntry {
	return { generatedAt, gitlab, scope, complete, ...summary };
}
