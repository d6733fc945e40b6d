import type { FaultRunResult } from "./fault-run";

/** The result of a run as text: how each fault ended, and what must be nought. */
export function report(result: FaultRunResult, leaks: readonly string[], seconds: number): string {
	const lines = [...result.endings]
		.sort(([one], [other]) => (one < other ? -1 : 1))
		.map(([fault, endings]) => {
			const total = [...endings.values()].reduce((sum, count) => sum + count, 0);
			const each = [...endings].sort(([, one], [, other]) => other - one);
			return `${fault.padEnd(38)}${String(total).padStart(6)}  ${each.map(([how, count]) => `${how} ${count}`).join(", ")}`;
		});
	const zeros = {
		"orphans that were not reported": result.orphans,
		"lost secrets": result.lostSecrets,
		duplicates: result.duplicates,
		"wrong deletes": result.wrongDeletes,
		"secrets in the output": leaks,
		"anything else": result.others,
	};
	return [
		`${"operations that met".padEnd(38)}${"count".padStart(6)}  how they ended`,
		...lines,
		"",
		`${result.operations} operations, ${result.tokensMade} tokens created, ${seconds.toFixed(0)} s`,
		...Object.entries(zeros).map(([what, list]) => `${String(list.length).padStart(4)} ${what}`),
		`${String(result.sentElsewhere).padStart(4)} requests to other hosts`,
		...Object.values(zeros).flatMap((list) => list.slice(0, 20).map((each) => `  ${each}`)),
	].join("\n");
}
