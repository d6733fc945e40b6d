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

/** Runs a command line. @returns the exit code */
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
			"Every GitLab deploy token of groups, projects or an instance: which stack manages it, and what to do about it.",
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
The credential is the environment variable GITLAB_TOKEN, an access token with scope read_api.

Exit codes: 0 nothing at or above --fail-on; 1 findings; 2 usage; 3 something could not be read or done.`;

function addReport(program: Command, run: (options: ReportOptions) => Promise<void>): void {
	const command = program.command("report").description("lists the tokens and the findings");
	addResume(addScanOptions(command))
		.option("--expiring <duration>", "report tokens that expire within this time (default: 30d)")
		.addOption(
			new Option("--fail-on <severity>", "exit code 1 from this severity on (default: high)").choices([
				...SEVERITIES,
				"never",
			]),
		)
		.addOption(new Option("--format <format>", "default: table").choices(FORMAT_NAMES))
		.option("--output <file>", "write there instead of standard output, as a whole or not at all")
		.action(run);
	addRecordOptions(command);
}

function addOrphans(program: Command, run: (options: OrphansOptions) => Promise<void>): void {
	const command = program
		.command("orphans")
		.description("lists active tokens identical to a managed one and in no state; deletes the named ones");
	addResume(addScanOptions(command))
		.option("--delete <id...>", "delete exactly these, after reading each again")
		.option("--yes", "delete without confirmation; required without a terminal")
		.action(run);
}

function addAdopt(program: Command, run: (options: AdoptOptions) => Promise<void>): void {
	const command = program
		.command("adopt")
		.description(
			"writes the program that adopts the active tokens that no state records, or a file for `pulumi import`",
		);
	addResume(addScanOptions(command))
		.addOption(new Option("--as <form>", "default: typescript").choices(FORM_NAMES))
		.option("--output <file>", "write there instead of standard output, as a whole or not at all")
		.action(run);
}

function addWatch(program: Command, run: (options: WatchOptions) => Promise<void>): void {
	const command = program
		.command("watch")
		.description("scans periodically, and provides metrics to Prometheus");
	addScanOptions(command)
		.option("--every <duration>", "from the start of a scan to the next (default: 1h)")
		.option("--listen <address>", "serve /metrics and /-/healthy, as in 127.0.0.1:9817")
		.option("--allow-remote", "allow --listen to name an address that other machines can reach")
		.option("--output <file>", "write a file after each scan, for node exporter's textfile collector")
		.option("--expiring <duration>", "count tokens that expire within this time (default: 30d)")
		.action(run);
	addRecordOptions(command);
}

/** Adds the options of commands that evaluate, and keep their counts. */
function addRecordOptions(command: Command): void {
	command
		.option("--history <file>", "append the counts to this file, one line of JSON per report")
		.option("--config <file>", "default: deploy-tokens.config.json of the working directory, if it exists");
}
