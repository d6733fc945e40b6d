// @ts-check
import { join } from "node:path";
import { command } from "./command.mjs";

/**
 * Makes a virtual environment of Python, `venv` in a folder, and installs packages into it.
 * @param {string} folder
 * @param {readonly string[]} packages arguments of `pip install`
 * @param {string} needs what the machine lacks where it fails
 * @returns {Promise<string>} its Python
 */
export async function virtualEnvironment(folder, packages, needs) {
	const environment = join(folder, "venv");
	await command("python3", ["-m", "venv", environment], { cwd: folder, needs });
	const python = join(environment, "bin", "python3");
	await command(python, ["-m", "pip", "install", "--quiet", ...packages], { cwd: folder, needs });
	return python;
}
