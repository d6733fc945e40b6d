import { EXIT } from "../cli/exit-codes";
import { appendHistory, readHistory } from "../cli/history-file";
import type { Io } from "../cli/io";
import { writeWhole } from "../cli/write-output";
import type { FailOn } from "../config/config";
import { FORMATS, type FormatName, type FormatOptions } from "../formats/format";
import type { Look } from "../formats/table";
import type { Report } from "../report/report";
import { isAtLeast } from "../rules/rule";
import type { ScanOptions } from "./scan-options";
import { type JudgeOptions, readJudgement, takeReport } from "./take-report";

/** The options of `report`. */
export interface ReportOptions extends ScanOptions, JudgeOptions {
	readonly failOn?: FailOn;
	readonly format?: FormatName;
	readonly output?: string;
	readonly history?: string;
}

const DEFAULT_FAIL_ON: FailOn = "high";

/** Width of a table that is not written to a terminal. */
const FILE_WIDTH = 160;

/** Writes a report of the tokens and what is wrong with them. @returns The exit code. */
export async function report(options: ReportOptions, io: Io): Promise<number> {
	const judgement = await readJudgement(options, io);
	const built = await takeReport(options, judgement, io);
	const format = FORMATS[options.format ?? "table"];
	const formatOptions: FormatOptions = { look: lookOf(options, io), history: await historyOf(options, io) };
	await write(format(built, formatOptions), options.output, io);
	if (options.history !== undefined) await appendHistory(options.history, built);
	sayGaps(built, options, io);
	return exitCode(built, options.failOn ?? judgement.config.failOn ?? DEFAULT_FAIL_ON);
}

/** A table in a file has no colours, and a fixed width. */
function lookOf({ output }: ReportOptions, { terminal }: Io): Look {
	if (terminal === undefined || output !== undefined) return { width: FILE_WIDTH, colour: false };
	return { width: terminal.width, colour: terminal.colours };
}

/** Only the page shows earlier reports. */
async function historyOf({ history, format }: ReportOptions, io: Io): Promise<FormatOptions["history"]> {
	return history === undefined || format !== "html" ? undefined : await readHistory(history, io);
}

async function write(text: string, output: string | undefined, io: Io): Promise<void> {
	if (output === undefined || output === "-") await io.out(text);
	else await writeWhole(output, text);
}

/** Reports gaps on standard error too: someone who reads the log of a pipeline may not see the report. */
function sayGaps({ gaps }: Report, { output, format = "table" }: ReportOptions, io: Io): void {
	if (format === "table" && output === undefined) return;
	for (const { what, reason, remedy } of gaps) io.err(`not read: ${what}: ${reason} ${remedy}\n`);
}

function exitCode({ complete, findings }: Report, failOn: FailOn): number {
	if (!complete) return EXIT.incomplete;
	if (failOn === "never") return EXIT.clean;
	const counted = findings.some(({ severity, allowed }) => allowed === null && isAtLeast(severity, failOn));
	return counted ? EXIT.findings : EXIT.clean;
}
