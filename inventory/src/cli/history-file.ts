import { appendFile } from "node:fs/promises";
import { type HistoryEntry, historyEntry, historyEntryShape } from "../report/history";
import type { Report } from "../report/report";
import type { Io } from "./io";
import { UsageError } from "./usage-error";

/** Appends a report's counts to a file, as one line of JSON. @throws UsageError where it cannot be written. */
export async function appendHistory(path: string, report: Report): Promise<void> {
	try {
		await appendFile(path, `${JSON.stringify(historyEntry(report))}\n`, { mode: 0o600 });
	} catch (error) {
		throw new UsageError(`${path} cannot be written (${(error as NodeJS.ErrnoException).code}).`);
	}
}

/**
 * What earlier reports appended; nothing where the file does not exist yet. Lines that are no entries are left out,
 * with a message: an interrupted run may have left half of one.
 *
 * @throws UsageError where it cannot be read.
 */
export async function readHistory(path: string, { readText, err }: Io): Promise<HistoryEntry[]> {
	const lines = (await textOf(path, readText)).split("\n").filter((line) => line.trim() !== "");
	const entries = lines.flatMap((line) => entryOf(line) ?? []);
	const left = lines.length - entries.length;
	if (left > 0)
		err(`${path}: ${left} of ${lines.length} lines are no counts of a report and were left out.\n`);
	return entries;
}

async function textOf(path: string, readText: Io["readText"]): Promise<string> {
	try {
		return await readText(path);
	} catch (error) {
		const { code } = error as NodeJS.ErrnoException;
		if (code === "ENOENT") return "";
		throw new UsageError(`${path} cannot be read (${code}).`);
	}
}

function entryOf(line: string): HistoryEntry | undefined {
	try {
		return historyEntryShape.safeParse(JSON.parse(line)).data;
	} catch {
		return undefined;
	}
}
