// @ts-check

/** @typedef {import("./measure.mjs").Sample} Sample */

/**
 * The medians of one operation of one case.
 * @typedef {object} Row
 * @property {string} title
 * @property {number} count
 * @property {number} latencyMs
 * @property {Sample["operation"]} operation
 * @property {number} samples
 * @property {number} ms
 * @property {number} baselineMs
 * @property {number} aboveMs of what each round took above the baseline of the same round
 * @property {number} [floorMs]
 * @property {number} [aboveProcessorMs]
 * @property {number} [floorProcessorMs]
 * @property {number} requests
 * @property {number} [stateBytes] per token
 * @property {Sample["peakMiB"]} peakMiB
 */

/**
 * @param {readonly Sample[]} samples
 * @returns {Row[]} in the order in which the samples first name them
 */
export function rowsOf(samples) {
	/** @type {Map<string, Sample[]>} */
	const groups = new Map();
	for (const sample of samples) {
		const key = `${sample.title} ${sample.latencyMs} ${sample.operation}`;
		groups.set(key, [...(groups.get(key) ?? []), sample]);
	}
	return [...groups.values()].flatMap(rowOf);
}

/** @param {Sample[]} group */
function rowOf(group) {
	const [first] = group;
	if (first === undefined) return [];
	const { title, count, latencyMs, operation } = first;
	/** @param {(sample: Sample) => number | undefined} read */
	const middle = (read) => median(group.flatMap((sample) => read(sample) ?? []));
	const floorMs = middle((sample) => sample.floor?.ms);
	const floorProcessorMs = middle((sample) => sample.floor?.processorMs);
	const aboveProcessorMs = middle(({ processorMs, baseline }) =>
		processorMs === undefined || baseline.processorMs === undefined
			? undefined
			: processorMs - baseline.processorMs,
	);
	const stateBytes = middle((sample) => sample.stateBytes);
	/** @type {Row} */
	const row = {
		title,
		count,
		latencyMs,
		operation,
		samples: group.length,
		ms: Number(middle((sample) => sample.ms)),
		baselineMs: Number(middle((sample) => sample.baseline.ms)),
		aboveMs: Number(middle((sample) => sample.ms - sample.baseline.ms)),
		requests: Number(middle((sample) => sample.requests)),
		peakMiB: {
			engine: middle(({ peakMiB }) => peakMiB.engine) ?? 0,
			program: middle(({ peakMiB }) => peakMiB.program) ?? 0,
			provider: middle(({ peakMiB }) => peakMiB.provider) ?? 0,
		},
		...(floorMs === undefined ? {} : { floorMs }),
		...(aboveProcessorMs === undefined ? {} : { aboveProcessorMs }),
		...(floorProcessorMs === undefined ? {} : { floorProcessorMs }),
		...(stateBytes === undefined ? {} : { stateBytes: stateBytes / count }),
	};
	return [row];
}

/** @param {number[]} numbers */
export function median(numbers) {
	const sorted = numbers.toSorted((one, other) => one - other);
	const middle = sorted.length / 2;
	const [lower, upper] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
	return lower === undefined || upper === undefined ? undefined : (lower + upper) / 2;
}
