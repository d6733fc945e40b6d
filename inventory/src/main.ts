import { redact } from "../../provider/api/redaction";
import { EXIT } from "./cli/exit-codes";
import { processIo } from "./cli/io";
import { runProgram } from "./cli/program";

/** Runs the command line of a process, and sets its exit code. */
export async function run(host: NodeJS.Process): Promise<void> {
	// The reader of a pipe may stop early, as `head` does.
	host.stdout.on("error", (error: NodeJS.ErrnoException) => {
		if (error.code !== "EPIPE") throw error;
		host.exit(host.exitCode ?? EXIT.incomplete);
	});
	const stopping = new AbortController();
	try {
		host.exitCode = await runProgram(host.argv.slice(2), processIo(host, stopping));
	} catch (error) {
		// An unexpected error, so its message may contain anything.
		const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
		host.stderr.write(`internal error: ${redact(text)}\n`);
		host.exitCode = EXIT.incomplete;
	}
	// A request that waits as long as GitLab asked for would keep the process alive.
	if (stopping.signal.aborted) host.exit();
}
