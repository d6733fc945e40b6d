import { expect } from "chai";
import { execa } from "execa";

/** How a program ended. */
export interface Ended {
	/** `null` where a signal ended it. */
	readonly code: number | null;
	/** What it printed, on both channels. */
	readonly output: string;
}

/**
 * Runs a program to its end. Rejects where it does not start.
 *
 * @param options.env All of its environment.
 * @param options.input What it reads from its standard input, which is empty otherwise.
 * @param options.timeout After so many milliseconds it is ended.
 */
export async function runProgram(
	program: string,
	args: readonly string[],
	options: { cwd: string; env: NodeJS.ProcessEnv; input?: string; timeout?: number; shell?: boolean },
): Promise<Ended> {
	const { exitCode, signal, all, originalMessage } = await execa(program, args, {
		...options,
		extendEnv: false,
		...(options.input === undefined ? { stdin: "ignore" as const } : {}),
		all: true,
		reject: false,
		stripFinalNewline: false,
	});
	if (exitCode === undefined && signal === undefined)
		throw new Error(`${program} does not start: ${originalMessage}`);
	return { code: exitCode ?? null, output: all };
}

/** What a program printed that has to end well. */
export async function succeeds(run: Promise<Ended>): Promise<string> {
	const { code, output } = await run;
	expect(code, output).to.equal(0);
	return output;
}

/** What a program printed that has to fail. */
export async function fails(run: Promise<Ended>): Promise<string> {
	const { code, output } = await run;
	expect(code, output).to.not.equal(0);
	return output;
}
