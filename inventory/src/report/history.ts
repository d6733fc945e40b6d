import { z } from "zod";
import { type Report, reportShape } from "./report";

const { generatedAt, gitlab, scope, complete, summary } = reportShape.shape;

/** A report's counts, as a history keeps them. */
export const historyEntryShape = z.object({ generatedAt, gitlab, scope, complete, ...summary.shape });

/** A line of a history. */
export type HistoryEntry = z.output<typeof historyEntryShape>;

/** What a history keeps of a report. */
export function historyEntry({ generatedAt, gitlab, scope, complete, summary }: Report): HistoryEntry {
	return { generatedAt, gitlab, scope, complete, ...summary };
}
