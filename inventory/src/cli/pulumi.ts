import { type ExecFileException, execFile } from "node:child_process";
import type { CliOutcome, PulumiCli } from "../states/pulumi-cli";

/** How long the CLI may take for one stack. */
const DEADLINE_MS = 10 * 60_000;

/** The exit code of a shell for a program that cannot be started. */
const CANNOT_START = 126;

/** The Pulumi CLI on PATH, with the backend that this environment and its last `pulumi login` name. */
export function pulumiCli(env: NodeJS.ProcessEnv): PulumiCli {
	const options = {
		encoding: "utf8",
		maxBuffer: Number.POSITIVE_INFINITY,
		timeout: DEADLINE_MS,
		env,
	} as const;
	return (args) =>
		new Promise((resolve) => {
			execFile("pulumi", [...args], options, (error, out, err) => {
				if (error?.code === "ENOENT") resolve(undefined);
				else resolve(error === null ? { code: 0, out, err } : failure(error, out, err));
			});
		});
}

function failure({ code, message }: ExecFileException, out: string, err: string): CliOutcome {
	if (typeof code === "string") return { code: CANNOT_START, out, err: message };
	return { code: code ?? undefined, out, err };
}
