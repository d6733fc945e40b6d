import { appendFile } from "node:fs/promises";
import type { Report } from "../report/report";
import { UsageError } from "./usage-error";

/** Appends a report's counts to a file, as one line of JSON. @throws UsageError where it cannot be written. */
export async function appendHistory(path: string, report: Report): Promise<void> {
	const { generatedAt, gitlab, scope, complete, summary } = report;
	const line = `${JSON.stringify({ generatedAt, gitlab, scope, complete, ...summary })}\n`;
	try {
		await appendFile(path, line, { mode: 0o600 });
	} catch (error) {
		throw new UsageError(`${path} cannot be written (${(error as NodeJS.ErrnoException).code}).`);
	}
}
