#!/usr/bin/env node
// @ts-check
// Measures the package with the real Pulumi engine, on temporary file backends, against the emulator of GitLab.
// Exit code: 0 measured; 1 something failed, or with --assert was not reached; 2 wrong use; 128 + n ended by
// signal n.
//
//     npm run bench -- --help

import { execFile } from "node:child_process";
import { mkdir, symlink, writeFile } from "node:fs/promises";
import { cpus, loadavg, platform, totalmem } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { EmulatorProcess } from "gitlab-deploy-token-emulator";
import { reportFailure } from "../engine/exit-code.mjs";
import { interruptible } from "../engine/interrupt.mjs";
import { inTemporaryFolder } from "../temporary-folder.mjs";
import { CASES } from "./cases.mjs";
import { CONNECTIONS, Measurements } from "./measure.mjs";
import { HELP, readOptions, UsageError } from "./options.mjs";
import { rowsTable, targetsTable } from "./report.mjs";
import { rowsOf } from "./rows.mjs";
import { judge } from "./targets.mjs";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const RESULTS = fileURLToPath(new URL("results", import.meta.url));

try {
	const options = readOptions(process.argv.slice(2));
	if (options.help) console.log(HELP);
	else if (!(await interruptible(undefined, (signal) => bench(options, signal))) && options.assert)
		process.exitCode = 1;
} catch (error) {
	const code = reportFailure(error);
	process.exitCode = error instanceof UsageError ? 2 : code;
}

/**
 * @param {import("./options.mjs").Options} options
 * @param {AbortSignal} signal
 * @returns {Promise<boolean>} whether everything was reached
 */
async function bench(options, signal) {
	const cases = CASES.filter(options.isWanted);
	if (cases.length === 0) throw new UsageError("no case is left; see --help");
	const startedAt = new Date();
	const machine = await describeMachine();
	console.log(`${machine.cpus} × ${machine.cpu}, ${machine.memoryGiB} GiB, ${machine.platform}.`);
	console.log(`Node ${machine.node}, Pulumi ${machine.pulumi}, @pulumi/pulumi ${machine.sdk}.`);
	console.log(
		"Programs in plain JavaScript; `up` and `destroy` without their preview; a local file backend;",
	);
	console.log(
		`no other setting of the package or of Pulumi. The floor uses ${CONNECTIONS} connections too.\n`,
	);

	/** @type {import("./measure.mjs").Sample[]} */
	const samples = [];
	await inTemporaryFolder("bench", async (folder) => {
		await symlink(join(ROOT, "node_modules"), join(folder, "node_modules"), "junction");
		const gitlab = await EmulatorProcess.start({ signal });
		try {
			const measurements = new Measurements(folder, gitlab, signal);
			await measurements.warmUp();
			for (let round = 1; round <= options.rounds; round += 1)
				for (const each of cases) {
					console.error(`round ${round} of ${options.rounds}: ${each.title}`);
					samples.push(...(await measurements.sample(each, options.latenciesMs, round)));
				}
		} finally {
			await gitlab.stop();
		}
	});

	const rows = rowsOf(samples);
	const targets = judge(rows);
	console.log(`${rowsTable(rows)}\n\n${targetsTable(targets)}`);
	await mkdir(RESULTS, { recursive: true });
	const file = join(RESULTS, `${startedAt.toISOString().replaceAll(":", "-")}.json`);
	const { rounds, latenciesMs } = options;
	const loadAfter = loadavg();
	await writeFile(
		file,
		`${JSON.stringify({ startedAt, machine, loadAfter, rounds, latenciesMs, targets, rows, samples }, undefined, "\t")}\n`,
	);
	console.log(`\nEvery measurement: ${file}`);
	return targets.every(({ reached }) => reached !== false);
}

async function describeMachine() {
	const { stdout } = await promisify(execFile)("pulumi", ["version"]);
	const { default: sdk } = await import("@pulumi/pulumi/package.json", { with: { type: "json" } });
	return {
		cpus: cpus().length,
		cpu: cpus()[0]?.model.trim() || "processor of unknown make",
		memoryGiB: Math.round(totalmem() / 2 ** 30),
		platform: platform(),
		loadBefore: loadavg(),
		node: process.versions.node,
		pulumi: stdout.trim(),
		sdk: sdk.version,
	};
}
