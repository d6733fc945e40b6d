import { Command, CommanderError, Option } from "commander";
import { FORM_NAMES } from "../adopt/forms";
import { type AdoptOptions, adopt } from "../commands/adopt";
import { type OrphansOptions, orphans } from "../commands/orphans";
import { type ReportOptions, report } from "../commands/report";
import { Interrupted } from "../commands/resumption";
import { addResume, addScanOptions } from "../commands/scan-options";
import { type WatchOptions, watch } from "../commands/watch";
import { FORMAT_NAMES } from "../formats/format";
import { SEVERITIES } from "../rules/rule";
import { PROGRAM, version } from "../version";
import { EXIT } from "./exit-codes";
import type { Io } from "./io";
import { UsageError } from "./usage-error";

/** Runs a command line. @returns The exit code. */
export async function runProgram(args: readonly string[], io: Io): Promise<number> {
	let code: number = EXIT.clean;
	const program = commandLine(io, (ended) => {
		code = ended;
	});
	try {
		await program.parseAsync([...args], { from: "user" });
		return code;
	} catch (error) {
		if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.clean : EXIT.usage;
		if (error instanceof Interrupted) return EXIT.incomplete;
		if (!(error instanceof UsageError)) throw error;
		io.err(`error: ${error.message}\n`);
		return EXIT.usage;
	}
}

/** The commands and their options. @param ended Receives the exit code. */
export function commandLine(io: Io, ended: (code: number) => void): Command {
	const program = new Command(PROGRAM)
		.description(
			"Lists every GitLab deploy token of groups, projects or a whole instance: which stack manages it, and what to do about it.",
		)
		.version(version())
		.exitOverride()
		.configureOutput({ writeOut: (text) => void io.out(text), writeErr: (text) => io.err(text) })
		.addHelpText("after", HELP);
	addReport(program, async (options) => ended(await report(options, io)));
	addOrphans(program, async (options) => ended(await orphans(options, io)));
	addAdopt(program, async (options) => ended(await adopt(options, io)));
	addWatch(program, async (options) => ended(await watch(options, io)));
	return program;
}

const HELP = `
Set the environment variable GITLAB_TOKEN to an access token with scope read_api (orphans --delete: api).

Exit codes: 0 no findings at or above --fail-on; 1 findings; 2 invalid command line or configuration; 3 something could not be read or deleted.`;

function addReport(program: Command, run: (options: ReportOptions) => Promise<void>): void {
	const command = program.command("report").description("lists the tokens and what is wrong with them");
	addResume(addScanOptions(command))
		.option("--expiring <duration>", "report tokens that expire within this time (default: 30d)")
		.addOption(
			new Option(
				"--fail-on <severity>",
				"exit with code 1 for findings of this severity or higher (default: high)",
			).choices([...SEVERITIES, "never"]),
		)
		.addOption(new Option("--format <format>", "output format (default: table)").choices(FORMAT_NAMES))
		.option("--output <file>", "write to this file, atomically, instead of standard output")
		.action(run);
	addRecordOptions(command);
}

function addOrphans(program: Command, run: (options: OrphansOptions) => Promise<void>): void {
	const command = program
		.command("orphans")
		.description(
			"lists active tokens that are identical to a managed token but in no state; with --delete, deletes the named ones",
		);
	addResume(addScanOptions(command))
		.option("--delete <id...>", "delete exactly these tokens, after reading each one again")
		.option("--yes", "delete without confirmation; required if there is no terminal")
		.action(run);
}

function addAdopt(program: Command, run: (options: AdoptOptions) => Promise<void>): void {
	const command = program
		.command("adopt")
		.description(
			"writes a program that adopts the active tokens that no state records, or a file for `pulumi import`",
		);
	addResume(addScanOptions(command))
		.addOption(new Option("--as <form>", "form of the program (default: typescript)").choices(FORM_NAMES))
		.option("--output <file>", "write to this file, atomically, instead of standard output")
		.action(run);
}

function addWatch(program: Command, run: (options: WatchOptions) => Promise<void>): void {
	const command = program
		.command("watch")
		.description("scans periodically, and exports metrics for Prometheus");
	addScanOptions(command)
		.option("--every <duration>", "interval from the start of one scan to the next (default: 1h)")
		.option("--listen <address>", "serve /metrics and /-/healthy at this address, such as 127.0.0.1:9817")
		.option("--allow-remote", "allow --listen with an address that other machines can reach")
		.option(
			"--output <file>",
			"write the metrics to this file after each scan, for node exporter's textfile collector",
		)
		.option("--expiring <duration>", "count tokens that expire within this time (default: 30d)")
		.action(run);
	addRecordOptions(command);
}

/** Adds the options of commands that evaluate findings and record their counts. */
function addRecordOptions(command: Command): void {
	command
		.option("--history <file>", "append the counts of each report to this file, one line of JSON per report")
		.option(
			"--config <file>",
			"configuration file (default: deploy-tokens.config.json in the working directory, if it exists)",
		);
}
