// @ts-check
import { markdownTable } from "markdown-table";

/** @param {readonly import("./rows.mjs").Row[]} rows */
export function rowsTable(rows) {
	const head = [
		"case",
		"latency",
		"operation",
		"time",
		"baseline",
		"floor",
		"above ÷ floor",
		"processor above",
		"processor floor",
		"requests",
		"state/token",
		"engine",
		"program",
		"provider",
	];
	const body = rows.map((row) => [
		row.title,
		`${row.latencyMs} ms`,
		row.operation,
		seconds(row.ms),
		seconds(row.baselineMs),
		row.floorMs === undefined ? "" : seconds(row.floorMs),
		row.floorMs === undefined ? "" : (row.aboveMs / row.floorMs).toFixed(1),
		row.aboveProcessorMs === undefined ? "" : seconds(row.aboveProcessorMs),
		row.floorProcessorMs === undefined ? "" : seconds(row.floorProcessorMs),
		row.requests.toLocaleString("en"),
		row.stateBytes === undefined ? "" : `${Math.round(row.stateBytes)} B`,
		mebibytes(row.peakMiB.engine),
		mebibytes(row.peakMiB.program),
		mebibytes(row.peakMiB.provider),
	]);
	return markdownTable([head, ...body], { align: ["l", "r", "l", ...Array(11).fill("r")] });
}

/** @param {ReturnType<typeof import("./targets.mjs").judge>} judged */
export function targetsTable(judged) {
	const body = judged.map(({ asked, limit, unit, measured, reached }) => [
		asked,
		`≤ ${limit.toLocaleString("en")} ${unit}`.trim(),
		measured === undefined ? "" : measured.toLocaleString("en", { maximumFractionDigits: 2 }),
		reached === undefined ? "not measured" : reached ? "yes" : "NO",
	]);
	return markdownTable([["measure", "target", "measured", "reached"], ...body], {
		align: ["l", "r", "r", "l"],
	});
}

/** @param {number} ms */
function seconds(ms) {
	return `${(ms / 1_000).toFixed(2)} s`;
}

/** @param {number | undefined} peak */
function mebibytes(peak) {
	return peak ? `${Math.round(peak)} MiB` : "";
}
