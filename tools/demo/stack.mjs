// @ts-check
import { randomBytes } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { run } from "../engine/run.mjs";
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
		const [home, backend] = ["home", "backend"].map((name) => join(folder, name));
		for (const path of [home, backend]) await mkdir(String(path), { recursive: true });
		await program.write(join(folder, "program"));
		const stack = new Stack(
			folder,
			{
				...withoutSettings(process.env),
				PATH: [...program.path, process.env.PATH].join(delimiter),
				GITLAB_BASE_URL: url,
				GITLAB_TOKEN: credential,
				PULUMI_BACKEND_URL: `file://${backend}`,
				PULUMI_CONFIG_PASSPHRASE: randomBytes(16).toString("hex"),
				PULUMI_HOME: home,
				PULUMI_NODEJS_TRANSPILE_ONLY: "true",
				PULUMI_OPTION_COLOR: "never",
				PULUMI_SKIP_UPDATE_CHECK: "1",
			},
			signal,
		);
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

/**
 * The environment without what would lead Pulumi or the provider elsewhere, such as to the user's own GitLab.
 * @param {NodeJS.ProcessEnv} env
 */
function withoutSettings(env) {
	return Object.fromEntries(
		Object.entries(env).filter(([name]) => !/^(PULUMI_|GITLAB_|(https?|all)_proxy$)/i.test(name)),
	);
}
