// @ts-check
// Loaded by a process that is measured: leaves what it used in a file when it ends.

const { writeFileSync } = require("node:fs");

process.on("exit", () => {
	const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
	const used = { processorMs: (userCPUTime + systemCPUTime) / 1_000, peakMiB: maxRSS / 1_024 };
	writeFileSync(process.env.BENCH_USAGE_FILE ?? "", JSON.stringify(used));
});
