// @ts-check
import { spawn } from "node:child_process";
import { basename } from "node:path";
import { createInterface } from "node:readline";
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
 * @property {number | null} code null when a signal ended the program
 * @property {string[]} stdout lines
 * @property {string[]} stderr lines
 */

/** How long a program may take to clean up before it is killed, in milliseconds. */
const GRACE_MS = 5_000;

/**
 * Runs a program to its end, without a shell and without input.
 * @param {string} file
 * @param {string[]} args
 * @param {RunOptions} options
 * @returns {Promise<Finished>}
 * @throws {Unavailable} it does not start, or not end in time
 * @throws {Interrupted} the signal was aborted; the program has ended
 */
export async function run(file, args, options) {
	if (options.signal?.aborted) throw interruption(options.signal);
	const child = spawn(file, args, {
		cwd: options.cwd,
		env: options.env,
		stdio: ["ignore", "pipe", "pipe"],
		// A separate group, so that stopping `go` stops the compilers that it started.
		detached: process.platform !== "win32",
		windowsHide: true,
	});
	/** @type {string[]} */
	const stdout = [];
	/** @type {string[]} */
	const stderr = [];
	createInterface({ input: child.stdout }).on("line", (line) => stdout.push(line));
	createInterface({ input: child.stderr }).on("line", (line) => {
		stderr.push(line);
		options.onStderrLine?.(line);
	});

	let timedOut = false;
	/** @type {NodeJS.Timeout | undefined} */
	let killer;
	const stop = () => {
		killProgram(child, "SIGTERM");
		killer ??= setTimeout(() => killProgram(child, "SIGKILL"), GRACE_MS);
	};
	const timer =
		options.timeoutMs === undefined
			? undefined
			: setTimeout(() => {
					timedOut = true;
					stop();
				}, options.timeoutMs);
	options.signal?.addEventListener("abort", stop, { once: true });
	try {
		const code = await new Promise((resolve, reject) => {
			child.once("error", (error) => reject(new Unavailable(`${file} does not start: ${error.message}`)));
			child.once("close", resolve);
		});
		if (options.signal?.aborted) throw interruption(options.signal);
		if (timedOut) {
			const seconds = (options.timeoutMs ?? 0) / 1000;
			throw new Unavailable(`${basename(file)} ${args.join(" ")} did not end within ${seconds} s`);
		}
		return { code, stdout, stderr };
	} finally {
		clearTimeout(timer);
		clearTimeout(killer);
		options.signal?.removeEventListener("abort", stop);
	}
}

/**
 * The error for work that an aborted signal ended.
 * @param {AbortSignal} signal
 */
export function interruption(signal) {
	return signal.reason instanceof Interrupted ? signal.reason : new Interrupted();
}

/**
 * @param {import("node:child_process").ChildProcess} child
 * @param {NodeJS.Signals} signalName
 */
function killProgram(child, signalName) {
	if (child.pid === undefined) return;
	try {
		if (process.platform === "win32") child.kill(signalName);
		else process.kill(-child.pid, signalName);
	} catch {
		// It ended by itself in the meantime.
	}
}
