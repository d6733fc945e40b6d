// @ts-check
import { execFile } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { BASELINE } from "./cases.mjs";
import { Stack } from "./stack.mjs";
import { CREDENTIAL, projects } from "./world.mjs";

/** As many as the provider opens, where nothing is configured. */
export const CONNECTIONS = 16;

const FLOOR = fileURLToPath(new URL("floor.mjs", import.meta.url));

/** @typedef {import("./cases.mjs").Operation} Operation */

/** @typedef {{ ms: number, processorMs?: number }} Effort */

/**
 * One operation of one case, measured once, with what it is compared with: measured just before.
 * @typedef {object} Sample
 * @property {number} round
 * @property {string} title of the case
 * @property {number} count
 * @property {number} latencyMs
 * @property {Operation} operation
 * @property {number} ms
 * @property {number} [processorMs] of all processes but GitLab's
 * @property {Effort} baseline
 * @property {Effort} [floor] absent where GitLab has no part
 * @property {number} requests
 * @property {number} [stateBytes] after it, where it leaves something
 * @property {import("./stack.mjs").Measured["peakMiB"]} peakMiB
 */

/** Takes measurements, one after the other, each on its own stack and GitLab. */
export class Measurements {
	/**
	 * @param {string} folder
	 * @param {import("gitlab-deploy-token-emulator").RunningEmulatorProcess} gitlab
	 * @param {AbortSignal} signal
	 */
	constructor(folder, gitlab, signal) {
		this.folder = folder;
		this.gitlab = gitlab;
		this.signal = signal;
	}

	/** Lets the emulator's code become hot, which it is for a GitLab that runs all day. */
	async warmUp() {
		const each = { ...BASELINE, count: 1_000, owners: 10 };
		await this.gitlab.control.reset(projects(each.owners, 0));
		for (const operation of each.operations) await this.floor(each, operation);
	}

	/**
	 * @param {import("./cases.mjs").Case} each
	 * @param {readonly number[]} latenciesMs
	 * @param {number} round
	 * @returns {Promise<Sample[]>}
	 */
	async sample(each, latenciesMs, round) {
		/** @type {Map<Operation, Effort>} */
		const baseline = new Map();
		await this.onStack({ ...BASELINE, operations: each.operations }, 0, async (stack, operation) => {
			const { peakMiB: _, ...effort } = await stack.measure(operation);
			baseline.set(operation, effort);
		});
		/** @type {Sample[]} */
		const samples = [];
		for (const latencyMs of each.latenciesMs ?? latenciesMs) {
			const floors = each.program === "no-op" ? new Map() : await this.floors(each, latencyMs);
			await this.onStack(each, latencyMs, async (stack, operation) => {
				const before = (await this.gitlab.control.requests()).length;
				const measured = await stack.measure(operation);
				const floor = floors.get(operation);
				samples.push({
					round,
					title: each.title,
					count: each.count,
					latencyMs,
					operation,
					...measured,
					baseline: baseline.get(operation) ?? { ms: 0 },
					...(floor === undefined ? {} : { floor }),
					requests: (await this.gitlab.control.requests()).length - before,
					...(operation === "up" ? { stateBytes: await stack.stateBytes() } : {}),
				});
			});
		}
		return samples;
	}

	/**
	 * @param {import("./cases.mjs").Case} each
	 * @param {number} latencyMs
	 * @param {(stack: Stack, operation: Operation) => Promise<void>} measure
	 */
	async onStack(each, latencyMs, measure) {
		await this.gitlab.control.reset(projects(each.owners, latencyMs));
		const stack = await Stack.create(join(this.folder, "stack"), each, this.gitlab.url, this.signal);
		try {
			for (const operation of each.operations) {
				await measure(stack, operation);
				await this.assertTokens(each, operation);
			}
		} finally {
			await stack.remove();
		}
	}

	/** A fast run that did not do its work would be worth nothing. @param {import("./cases.mjs").Case} each @param {Operation} operation */
	async assertTokens({ program, title, count }, operation) {
		if (program === "no-op") return;
		// The token that a set replaces lives on for its consumers.
		const overlapping = operation === "change" && program === "deploy-token-set" ? 1 : 0;
		const expected = operation === "destroy" ? 0 : count + overlapping;
		const { length } = await this.gitlab.control.tokens();
		if (length !== expected)
			throw new Error(`${title}, ${operation}: GitLab has ${length} tokens, not ${expected}`);
	}

	/**
	 * @param {import("./cases.mjs").Case} each
	 * @param {number} latencyMs
	 * @returns {Promise<Map<Operation, Effort>>}
	 */
	async floors(each, latencyMs) {
		await this.gitlab.control.reset(projects(each.owners, latencyMs));
		/** @type {Map<Operation, Effort>} */
		const floors = new Map();
		for (const operation of each.operations) floors.set(operation, await this.floor(each, operation));
		return floors;
	}

	/**
	 * @param {import("./cases.mjs").Case} each
	 * @param {Operation} operation
	 * @returns {Promise<Effort>}
	 */
	async floor({ program, count, owners }, operation) {
		await mkdir(this.folder, { recursive: true });
		/** @type {import("./floor.mjs").FloorWork} */
		const work = {
			url: this.gitlab.url,
			credential: CREDENTIAL,
			operation,
			count,
			owners,
			connections: CONNECTIONS,
			deletesReplaced: program !== "deploy-token-set",
			idsFile: join(this.folder, "floor.json"),
		};
		const { stdout } = await promisify(execFile)(process.execPath, [FLOOR, JSON.stringify(work)], {
			signal: this.signal,
		});
		return JSON.parse(stdout);
	}
}
