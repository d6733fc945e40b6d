// @ts-check
import { spawn } from "node:child_process";
import { once } from "node:events";
import { cp, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { stackEnvironment } from "../stack-environment.mjs";
import { watchMemory } from "./process-tree.mjs";
import { processorTimeOfChildren } from "./processor-time.mjs";
import { CREDENTIAL } from "./world.mjs";

const PROGRAMS = fileURLToPath(new URL("programs", import.meta.url));
const STACK = "bench";

/** How each operation is called: without the preview that `up` and `destroy` would make first. */
const COMMANDS = {
	up: ["up", "--yes", "--skip-preview"],
	preview: ["preview"],
	"preview --refresh": ["preview", "--refresh"],
	change: ["up", "--yes", "--skip-preview"],
	destroy: ["destroy", "--yes", "--skip-preview"],
};

/**
 * @typedef {object} Measured
 * @property {number} ms from the start of the command to its end
 * @property {number} [processorMs] of all its processes
 * @property {Partial<Record<import("./process-tree.mjs").Role, number>>} peakMiB
 */

/** A stack of one of the programs, with its own backend. */
export class Stack {
	/**
	 * @param {string} folder
	 * @param {import("./cases.mjs").Case} each
	 * @param {{ env: NodeJS.ProcessEnv, signal: AbortSignal }} run
	 */
	constructor(folder, each, { env, signal }) {
		this.folder = folder;
		this.case = each;
		this.env = { ...env, ...each.env };
		this.signal = signal;
	}

	/**
	 * @param {string} folder does not exist yet; `node_modules` is next to it
	 * @param {import("./cases.mjs").Case} each
	 * @param {string} gitlabUrl
	 * @param {AbortSignal} signal
	 */
	static async create(folder, each, gitlabUrl, signal) {
		const env = stackEnvironment(folder, { url: gitlabUrl, credential: CREDENTIAL });
		const stack = new Stack(folder, each, { env, signal });
		await cp(join(PROGRAMS, each.program), join(folder, "program"), { recursive: true });
		await stack.pulumi(["stack", "init", STACK], false);
		return stack;
	}

	/**
	 * @param {import("./cases.mjs").Operation} operation
	 * @returns {Promise<Measured>}
	 */
	measure(operation) {
		// A refresh does not run the program; the two before the change see it as it was.
		const args = [...COMMANDS[operation], ...(this.case.args ?? [])];
		return this.pulumi(args, operation === "change" || operation === "destroy");
	}

	/** Bytes of the inputs and outputs of all resources of this package, as compact JSON, as the backend stores them. */
	async stateBytes() {
		const file = join(
			this.folder,
			"state",
			".pulumi",
			"stacks",
			`bench-${this.case.program}`,
			`${STACK}.json`,
		);
		const { checkpoint } = JSON.parse(await readFile(file, "utf8"));
		let bytes = 0;
		for (const { type, inputs, outputs } of checkpoint.latest.resources)
			if (/^(pulumi-nodejs:dynamic\/|gitlab-deploy-tokens:)/.test(type))
				bytes += Buffer.byteLength(JSON.stringify(inputs)) + Buffer.byteLength(JSON.stringify(outputs));
		return bytes;
	}

	async remove() {
		await rm(this.folder, { recursive: true, force: true, maxRetries: 3 });
	}

	/**
	 * @param {readonly string[]} args
	 * @param {boolean} changed
	 * @returns {Promise<Measured>}
	 */
	async pulumi(args, changed) {
		this.signal.throwIfAborted();
		const { count, owners } = this.case;
		const startedMs = performance.now();
		const processorBeforeMs = processorTimeOfChildren();
		const child = spawn("pulumi", ["--non-interactive", ...args], {
			cwd: join(this.folder, "program"),
			env: { ...this.env, BENCH_PROGRAM: JSON.stringify({ count, owners, changed }) },
			stdio: ["ignore", "pipe", "pipe"],
			signal: this.signal,
		});
		let printed = "";
		for (const stream of [child.stdout, child.stderr])
			stream.setEncoding("utf8").on("data", (text) => {
				printed += text;
			});
		const memory = watchMemory(Number(child.pid));
		try {
			const [code] = await once(child, "close");
			const ms = performance.now() - startedMs;
			if (code !== 0) throw new Error(`pulumi ${args.join(" ")} ended with ${code}:\n${printed.trim()}`);
			const processorMs = processorTimeOfChildren();
			const used =
				processorMs === undefined || processorBeforeMs === undefined
					? {}
					: { processorMs: processorMs - processorBeforeMs };
			return { ms, ...used, peakMiB: memory.stop() };
		} finally {
			memory.stop();
		}
	}
}
