// @ts-check
import { parseArgs } from "node:util";

export const HELP = `Measures this package with the real Pulumi engine against the emulator of GitLab.

Usage: npm run bench -- [options]

Options:
  --rounds N       how often everything is measured, in turn; medians are shown (default: 5)
  --quick          one round, at most 1,000 tokens in a set and 100 single ones
  --only PATTERN   only cases whose title fits, as in "DeployTokenSet" or "× 1$"; may be repeated
  --latency LIST   GitLab's latencies in milliseconds (default: 0,20)
  --assert         exit code 1 where something that must be reached is not
  --help           print this

Prints the tables to stdout, the progress to stderr, and writes both with every single measurement to
tools/bench/results/.`;

/** The largest cases of a quick run. @type {Readonly<Record<string, number>>} */
const QUICK_COUNTS = {
	"deploy-token": 100,
	"packaged-deploy-token": 100,
	"deploy-token-set": 1_000,
	"no-op": 100,
};

/**
 * @typedef {object} Options
 * @property {number} rounds
 * @property {readonly number[]} latenciesMs
 * @property {boolean} assert
 * @property {boolean} help
 * @property {(each: import("./cases.mjs").Case) => boolean} isWanted
 */

/** What is wrong with the command line. */
export class UsageError extends Error {}

/**
 * @param {string[]} args
 * @returns {Options}
 * @throws {UsageError}
 */
export function readOptions(args) {
	const { rounds, quick, only, latency, assert, help } = parse(args);
	const patterns = (only ?? []).map((text) => pattern("--only", text));
	return {
		rounds: rounds === undefined ? (quick ? 1 : 5) : wholeNumber("--rounds", rounds, 1),
		latenciesMs: (latency ?? "0,20").split(",").map((text) => wholeNumber("--latency", text, 0)),
		assert,
		help,
		isWanted: ({ title, program, count }) =>
			(!quick || count <= (QUICK_COUNTS[program] ?? 0)) &&
			(patterns.length === 0 || patterns.some((each) => each.test(title))),
	};
}

/** @param {string[]} args */
function parse(args) {
	try {
		return parseArgs({
			args,
			options: {
				rounds: { type: "string" },
				quick: { type: "boolean", default: false },
				only: { type: "string", multiple: true },
				latency: { type: "string" },
				assert: { type: "boolean", default: false },
				help: { type: "boolean", short: "h", default: false },
			},
		}).values;
	} catch (error) {
		throw new UsageError(error instanceof Error ? error.message : String(error));
	}
}

/**
 * @param {string} option
 * @param {string} text
 */
function pattern(option, text) {
	try {
		return new RegExp(text, "iu");
	} catch {
		throw new UsageError(`${option}: ${JSON.stringify(text)} is not a regular expression`);
	}
}

/**
 * @param {string} option
 * @param {string} text
 * @param {number} least
 */
function wholeNumber(option, text, least) {
	const number = Number(text);
	if (/^\d{1,5}$/.test(text.trim()) && number >= least) return number;
	throw new UsageError(`${option}: ${JSON.stringify(text)} is not a whole number of at least ${least}`);
}
