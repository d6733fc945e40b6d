// @ts-check
import { run } from "../engine/run.mjs";

/**
 * Runs a program that a language needs.
 * @param {string} file
 * @param {string[]} args
 * @param {{ cwd: string, env?: NodeJS.ProcessEnv, needs: string }} options `needs`: what the machine lacks where it does not run
 * @returns {Promise<string[]>} what it printed to stdout
 */
export async function command(file, args, { cwd, env = process.env, needs }) {
	const { code, stdout, stderr } = await run(file, args, { cwd, env }).catch((error) => {
		throw new Error(`${needs} (${error.message})`);
	});
	if (code !== 0)
		throw new Error(
			`${file} ${args.join(" ")} failed: ${[...stdout, ...stderr].slice(-20).join("\n")}\n${needs}`,
		);
	return stdout;
}
