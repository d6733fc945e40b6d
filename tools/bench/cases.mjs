// @ts-check

/** @typedef {"up" | "preview" | "preview --refresh" | "change" | "destroy"} Operation */

/**
 * @typedef {object} Case
 * @property {string} title as the table shows it
 * @property {string} program folder below programs/
 * @property {number} count of tokens
 * @property {number} owners projects over which the tokens are spread
 * @property {readonly Operation[]} operations in this order, each on what the one before has left
 * @property {readonly number[]} [latenciesMs] where these are the only ones
 * @property {Readonly<Record<string, string>>} [env] settings that only this case has
 * @property {readonly string[]} [args] of the CLI, that only this case has
 */

/** @type {readonly Operation[]} */
export const OPERATIONS = ["up", "preview", "preview --refresh", "change", "destroy"];

/** What is subtracted from every other case: one resource whose provider does nothing. @type {Case} */
export const BASELINE = {
	title: "no-op",
	program: "no-op",
	count: 1,
	owners: 0,
	operations: OPERATIONS,
};

/** @type {readonly Case[]} */
export const CASES = [
	...[1, 10, 100, 300].map((count) => tokens("DeployToken", "deploy-token", count)),
	...[10, 300].map((count) => ({
		...tokens("DeployToken", "packaged-deploy-token", count),
		title: `DeployToken × ${count}, packaged`,
		latenciesMs: [0],
	})),
	...[100, 1_000, 10_000].map((count) => tokens("DeployTokenSet", "deploy-token-set", count)),
	{
		...tokens("DeployTokenSet", "deploy-token-set", 10_000),
		title: "DeployTokenSet × 10,000, 500 projects",
		owners: 500,
		operations: ["up", "preview"],
		latenciesMs: [0],
	},
	// How many resources the engine works on at once; not named, it is four for each core.
	...[1, 32].map((parallel) => ({
		...tokens("DeployToken", "deploy-token", 100),
		title: `DeployToken × 100, --parallel ${parallel}`,
		operations: /** @type {const} */ (["up", "preview --refresh", "destroy"]),
		latenciesMs: [20],
		args: ["--parallel", String(parallel)],
	})),
	// What single tokens would cost if GitLab were free: the engine alone, with as many resources.
	...[100, 300].map((count) => ({
		...BASELINE,
		title: `no-op × ${count}`,
		count,
		latenciesMs: [0],
	})),
];

/**
 * @param {string} resource
 * @param {Case["program"]} program
 * @param {number} count
 * @returns {Case}
 */
function tokens(resource, program, count) {
	return {
		title: `${resource} × ${count.toLocaleString("en")}`,
		program,
		count,
		owners: Math.min(count, 10),
		operations: OPERATIONS,
	};
}
