// @ts-check
import { randomBytes } from "node:crypto";
import { delimiter, join } from "node:path";
import { run } from "../engine/run.mjs";
import { stackEnvironment } from "../stack-environment.mjs";
import { expect } from "./expectation.mjs";

/** No command takes a tenth of this; it only ends a run that hangs. */
const LIMIT_MS = 120_000;

/** A stack in its own folder, with its own backend and Pulumi home. */
export class Stack {
	/** @type {string[]} everything the CLI printed in front of the user */
	printed = [];

	/**
	 * @param {string} folder
	 * @param {NodeJS.ProcessEnv} env
	 * @param {AbortSignal} signal
	 */
	constructor(folder, env, signal) {
		this.folder = folder;
		this.env = env;
		this.signal = signal;
	}

	/**
	 * @param {string} folder a folder that does not exist yet; everything the stack stores is below it
	 * @param {{ program: import("./program.mjs").Program, url: string, credential: string }} use
	 * @param {AbortSignal} signal
	 */
	static async create(folder, { program, url, credential }, signal) {
		const passphrase = randomBytes(16).toString("hex");
		const env = stackEnvironment(folder, { url, credential }, passphrase);
		await program.write(join(folder, "program"));
		const PATH = [...program.path, process.env.PATH].join(delimiter);
		const stack = new Stack(folder, { ...env, PATH, PULUMI_NODEJS_TRANSPILE_ONLY: "true" }, signal);
		await stack.pulumi(["stack", "init", "demo"]);
		return stack;
	}

	/**
	 * @param {string[]} args
	 * @returns {Promise<string[]>} the lines it printed
	 */
	async pulumi(args) {
		const { code, stdout, stderr } = await this.call(args);
		const lines = [...stdout, ...stderr];
		this.printed.push(...lines);
		expect(code === 0, `\`pulumi ${args.join(" ")}\` ends with 0, not ${code}:\n${lines.join("\n")}`);
		return lines;
	}

	/**
	 * The stack's outputs with their secrets, for our eyes only.
	 * @returns {Promise<Record<string, string>>}
	 */
	async secretOutputs() {
		const { code, stdout } = await this.call(["stack", "output", "--show-secrets", "--json"]);
		expect(code === 0, `\`pulumi stack output\` ends with 0, not ${code}`);
		return JSON.parse(stdout.join("\n"));
	}

	/** @param {string[]} args */
	call(args) {
		return run("pulumi", ["--non-interactive", ...args], {
			cwd: join(this.folder, "program"),
			env: this.env,
			signal: this.signal,
			timeoutMs: LIMIT_MS,
		});
	}
}
