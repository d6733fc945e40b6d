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
		throw new UsageError(
			`The history file ${path} cannot be written (${(error as NodeJS.ErrnoException).code}); check the path of --history and its permissions.`,
		);
	}
}

/**
 * What earlier reports appended; empty if the file does not exist yet. Invalid lines are skipped with a message: an
 * interrupted run may have written half of one.
 *
 * @throws UsageError where it cannot be read.
 */
export async function readHistory(path: string, { readText, err }: Io): Promise<HistoryEntry[]> {
	const lines = (await textOf(path, readText)).split("\n").filter((line) => line.trim() !== "");
	const entries = lines.flatMap((line) => entryOf(line) ?? []);
	const skipped = lines.length - entries.length;
	if (skipped > 0)
		err(`${path}: skipped ${skipped} of ${lines.length} lines, since they are not the counts of a report.\n`);
	return entries;
}

async function textOf(path: string, readText: Io["readText"]): Promise<string> {
	try {
		return await readText(path);
	} catch (error) {
		const { code } = error as NodeJS.ErrnoException;
		if (code === "ENOENT") return "";
		throw new UsageError(
			`The history file ${path} cannot be read (${code}); check the path of --history and its permissions.`,
		);
	}
}

function entryOf(line: string): HistoryEntry | undefined {
	try {
		return historyEntryShape.safeParse(JSON.parse(line)).data;
	} catch {
		return undefined;
	}
}
