// @ts-check

/** @typedef {import("./rows.mjs").Row} Row */

/**
 * Something that must be reached.
 * @typedef {object} Target
 * @property {string} asked
 * @property {number} limit
 * @property {string} unit
 * @property {(row: (title: string, operation: Row["operation"], latencyMs?: number) => Row) => number} measure
 */

/** A case that the run has left out. */
class NotMeasured extends Error {}

const SET = "DeployTokenSet × 1,000";
const LARGE_SET = "DeployTokenSet × 10,000";
const SPREAD_SET = "DeployTokenSet × 10,000, 500 projects";
const ONE = "DeployToken × 1";

/** @type {readonly Target[]} */
const TARGETS = [
	{
		asked: "set of 1,000, up above the baseline, 20 ms",
		limit: 1.3,
		unit: "× floor",
		measure: (row) => aboveFloor(row(SET, "up", 20)),
	},
	{
		asked: "set of 1,000, up above the baseline, 0 ms",
		limit: 2.5,
		unit: "× floor",
		measure: (row) => aboveFloor(row(SET, "up")),
	},
	{
		asked: "each token from 1,000 to 10,000 in a set, up, 0 ms",
		limit: 3,
		unit: "× floor",
		measure(row) {
			const [small, large] = [row(SET, "up"), row(LARGE_SET, "up")];
			return (large.ms - small.ms) / (Number(large.floorMs) - Number(small.floorMs));
		},
	},
	{
		asked: "state of a set from 1,000 to 10,000 tokens",
		limit: 10.5,
		unit: "× as large",
		measure: (row) => (stateOf(row(LARGE_SET, "up")) * 10_000) / (stateOf(row(SET, "up")) * 1_000),
	},
	{
		asked: "preview without changes, set of 10,000 over 500 projects, above the baseline, 0 ms",
		limit: 2,
		unit: "s",
		measure: (row) => row(SPREAD_SET, "preview").aboveMs / 1_000,
	},
	{
		asked: "its requests (1 per 100 tokens of an owner, and 1 per owner)",
		limit: 500 * (Math.ceil(10_000 / 500 / 100) + 1),
		unit: "",
		measure: (row) => row(SPREAD_SET, "preview").requests,
	},
	{
		asked: "state of a DeployToken",
		limit: 900,
		unit: "bytes",
		measure: (row) => stateOf(row("DeployToken × 100", "up")),
	},
	{
		asked: "state of a token in a set of 1,000",
		limit: 300,
		unit: "bytes",
		measure: (row) => stateOf(row(SET, "up")),
	},
	{
		asked: "one DeployToken, up above the baseline, 0 ms",
		limit: 10,
		unit: "%",
		measure(row) {
			const { aboveMs, baselineMs } = row(ONE, "up");
			return (aboveMs / baselineMs) * 100;
		},
	},
];

/**
 * @param {readonly Row[]} rows
 * @returns {{ asked: string, limit: number, unit: string, measured?: number, reached?: boolean }[]} without
 * `measured` where the run has left out what it would take
 */
export function judge(rows) {
	/** @type {Parameters<Target["measure"]>[0]} */
	const find = (title, operation, latencyMs = 0) => {
		const found = rows.find(
			(row) => row.title === title && row.operation === operation && row.latencyMs === latencyMs,
		);
		if (found === undefined) throw new NotMeasured();
		return found;
	};
	return TARGETS.map(({ asked, limit, unit, measure }) => {
		try {
			const measured = measure(find);
			return { asked, limit, unit, measured, reached: measured <= limit };
		} catch (error) {
			if (error instanceof NotMeasured) return { asked, limit, unit };
			throw error;
		}
	});
}

/** @param {Row} row */
function aboveFloor({ aboveMs, floorMs }) {
	return aboveMs / Number(floorMs);
}

/** @param {Row} row */
function stateOf({ stateBytes }) {
	return Number(stateBytes);
}
