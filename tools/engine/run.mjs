// @ts-check
import { basename } from "node:path";
import { execa } from "execa";
import { Interrupted, Unavailable } from "./setup-error.mjs";

/**
 * @typedef {object} RunOptions
 * @property {NodeJS.ProcessEnv} env
 * @property {string} [cwd]
 * @property {AbortSignal} [signal] stops the program and all that it started
 * @property {number} [timeoutMs] a program that runs longer is stopped
 * @property {(line: string) => void} [onStderrLine]
 */

/**
 * @typedef {object} Finished
 * @property {number | undefined} code undefined when a signal ended the program
 * @property {string[]} stdout lines
 * @property {string[]} stderr lines
 */

/**
 * Runs a program to its end, without a shell and without input.
 * @param {string} file
 * @param {string[]} args
 * @param {RunOptions} options
 * @returns {Promise<Finished>}
 * @throws {Unavailable} it does not start, or not end in time
 * @throws {Interrupted} the signal was aborted; the program has ended
 */
export async function run(file, args, { env, cwd, signal, timeoutMs, onStderrLine }) {
	if (signal?.aborted) throw interruption(signal);
	const late = timeoutMs === undefined ? [] : [AbortSignal.timeout(timeoutMs)];
	const stop = AbortSignal.any([...(signal ? [signal] : []), ...late]);
	const program = execa(file, args, {
		env,
		extendEnv: false,
		...(cwd === undefined ? {} : { cwd }),
		stdin: "ignore",
		lines: true,
		reject: false,
		cancelSignal: stop,
		// A separate group, so that stopping `go` stops the compilers that it started.
		detached: process.platform !== "win32",
	});
	const stopAll = () => stopGroup(program.pid);
	stop.addEventListener("abort", stopAll);
	if (onStderrLine)
		(async () => {
			for await (const line of program.iterable({ from: "stderr" })) onStderrLine(line);
		})().catch(() => {});
	const ended = await program;
	// From now on another group may have its number.
	stop.removeEventListener("abort", stopAll);
	if (signal?.aborted) throw interruption(signal);
	if (ended.isCanceled)
		throw new Unavailable(
			`${basename(file)} ${args.join(" ")} did not end within ${(timeoutMs ?? 0) / 1000} s`,
		);
	if (ended.exitCode === undefined && ended.signal === undefined)
		throw new Unavailable(`${file} does not start: ${ended.originalMessage}`);
	return { code: ended.exitCode, stdout: ended.stdout, stderr: ended.stderr };
}

/**
 * The error for work that an aborted signal ended.
 * @param {AbortSignal} signal
 */
export function interruption(signal) {
	return signal.reason instanceof Interrupted ? signal.reason : new Interrupted();
}

/** What a program has started ends with it; the program itself is ended by its signal. @param {number | undefined} pid */
function stopGroup(pid) {
	if (pid === undefined || process.platform === "win32") return;
	try {
		process.kill(-pid, "SIGTERM");
	} catch {
		// It ended by itself in the meantime.
	}
}
