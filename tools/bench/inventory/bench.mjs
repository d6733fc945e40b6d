#!/usr/bin/env node
// @ts-check
// Measures a report of a whole instance against the emulator of GitLab, and beside it the floor: the same requests,
// sent by nothing but undici over as many connections. Exit code: 0 measured; 1 something failed, or with --assert was
// missed; 2 wrong use; 128 + n ended by signal n.
//
//     npm run bench:inventory -- --help

import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { cpus, loadavg } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { EmulatorProcess } from "gitlab-deploy-token-emulator";
import { reportFailure } from "../../engine/exit-code.mjs";
import { interruptible } from "../../engine/interrupt.mjs";
import { inTemporaryFolder } from "../../temporary-folder.mjs";
import { median } from "../rows.mjs";
import { CREDENTIAL } from "../world.mjs";

const PROGRAM = fileURLToPath(new URL("../../../inventory/bin/gitlab-deploy-tokens.js", import.meta.url));
const FLOOR = fileURLToPath(new URL("floor.mjs", import.meta.url));
const USAGE = fileURLToPath(new URL("usage.cjs", import.meta.url));

/** As many as the command line opens, where nothing is configured. */
const CONNECTIONS = 16;

/** What must be reached. */
const TARGETS = { ratio: 1.3, peakMiB: 300 };

const HELP = `Measures a report of a whole instance against the emulator of GitLab.

Usage: npm run bench:inventory -- [options]

Options:
  --projects N   with one token each (default: 10000)
  --groups N     over which they are spread (default: 500)
  --latency MS   GitLab's latency (default: 20)
  --rounds N     medians are shown (default: 3)
  --assert       exit code 1 above ${TARGETS.ratio} times the floor, or above ${TARGETS.peakMiB} MiB
  --help         print this`;

/** @typedef {{ ms: number, processorMs: number, peakMiB: number }} Effort */
/** @typedef {{ projects: number, groups: number, latency: number, rounds: number }} Size */

try {
	process.exitCode = await main();
} catch (error) {
	process.exitCode = reportFailure(error);
}

async function main() {
	/** @type {Record<string, string | boolean | undefined>} */
	let values;
	try {
		const text = /** @type {const} */ ({ type: "string" });
		const flag = /** @type {const} */ ({ type: "boolean" });
		values = parseArgs({
			options: { projects: text, groups: text, latency: text, rounds: text, assert: flag, help: flag },
		}).values;
	} catch (error) {
		console.error(error instanceof Error ? error.message : String(error));
		return 2;
	}
	if (values.help) {
		console.log(HELP);
		return 0;
	}
	/** @param {string} name @param {number} usual */
	const number = (name, usual) => Math.max(0, Math.trunc(Number(values[name] ?? usual)) || 0);
	const size = {
		projects: number("projects", 10_000),
		groups: Math.max(1, number("groups", 500)),
		latency: number("latency", 20),
		rounds: Math.max(1, number("rounds", 3)),
	};
	const { ratio, peakMiB } = await interruptible(undefined, (signal) =>
		inTemporaryFolder("bench", (folder) => bench(size, folder, signal)),
	);
	return values.assert && (ratio > TARGETS.ratio || peakMiB > TARGETS.peakMiB) ? 1 : 0;
}

/** @param {Size} size @param {string} folder @param {AbortSignal} signal */
async function bench(size, folder, signal) {
	const [cpu] = cpus();
	console.log(
		`${cpus().length} × ${cpu?.model}, Node ${process.versions.node}, load ${loadavg()[0]?.toFixed(1)}; ${new Date().toISOString().slice(0, 10)}.`,
	);
	const gitlab = await EmulatorProcess.start({ signal });
	try {
		/** @type {{ report: Effort, floor: Effort }[]} */
		const samples = [];
		let requests = 0;
		for (let round = 1; round <= size.rounds; round += 1) {
			await gitlab.control.reset(worldOf(size));
			const file = join(folder, "report.json");
			const args = ["report", "--instance", "--quiet", "--fail-on", "never", "--format", "json"];
			const report = await effortOf([PROGRAM, ...args, "--output", file], { gitlab, folder, signal });
			const { summary, complete } = JSON.parse(await readFile(file, "utf8"));
			if (!complete || summary.tokens.total !== size.projects)
				throw new Error(`the report has ${summary.tokens.total} tokens`);
			const paths = (await gitlab.control.requests()).map(({ path }) => path);
			requests = paths.length;
			const work = join(folder, "floor.json");
			await writeFile(
				work,
				JSON.stringify({ url: gitlab.url, credential: CREDENTIAL, connections: CONNECTIONS, paths }),
			);
			const floor = await effortOf([FLOOR, work], { gitlab, folder, signal });
			samples.push({ report, floor });
			console.error(
				`round ${round}: report ${seconds(report.ms)} s, floor ${seconds(floor.ms)} s, ${Math.round(report.peakMiB)} MiB`,
			);
		}
		return show(size, requests, samples);
	} finally {
		await gitlab.stop();
	}
}

/** Administrators see all of an instance. @param {Size} size @returns {import("gitlab-deploy-token-emulator").Fixture} */
function worldOf({ projects, groups, latency }) {
	const groupOf = (/** @type {number} */ index) => `company/group-${(index % groups) + 1}`;
	return {
		instance: { latencyMs: latency },
		users: [
			{ id: 1, username: "root", admin: true, accessTokens: [{ token: CREDENTIAL, scopes: ["read_api"] }] },
		],
		groups: [
			{ id: 1, path: "company" },
			...Array.from({ length: groups }, (_, index) => ({ id: index + 2, path: groupOf(index) })),
		],
		projects: Array.from({ length: projects }, (_, index) => ({
			id: index + 1,
			path: `${groupOf(index)}/project-${index + 1}`,
		})),
		deployTokens: Array.from({ length: projects }, (_, index) => ({
			id: index + 1,
			project: `${groupOf(index)}/project-${index + 1}`,
			name: "pull-images",
			scopes: ["read_registry"],
			expiresAt: index % 3 === 0 ? null : "2099-01-01",
		})),
	};
}

/**
 * A process from its start to its end.
 *
 * @param {string[]} args
 * @param {{ gitlab: { url: string }, folder: string, signal: AbortSignal }} place
 * @returns {Promise<Effort>}
 */
async function effortOf(args, { gitlab, folder, signal }) {
	const usage = join(folder, "usage.json");
	const startedMs = performance.now();
	const child = spawn(process.execPath, ["--require", USAGE, ...args], {
		env: { ...process.env, GITLAB_BASE_URL: gitlab.url, GITLAB_TOKEN: CREDENTIAL, BENCH_USAGE_FILE: usage },
		stdio: ["ignore", "ignore", "inherit"],
		signal,
	});
	const [code] = await once(child, "close");
	if (code !== 0) throw new Error(`${args[0]} ended with ${code}`);
	return { ms: performance.now() - startedMs, ...JSON.parse(await readFile(usage, "utf8")) };
}

/** @param {Size} size @param {number} requests @param {{ report: Effort, floor: Effort }[]} samples */
function show({ projects, groups, latency }, requests, samples) {
	const of = (/** @type {(sample: { report: Effort, floor: Effort }) => number} */ pick) =>
		median(samples.map(pick)) ?? 0;
	const ratio = of(({ report, floor }) => report.ms / floor.ms);
	const peakMiB = of(({ report }) => report.peakMiB);
	console.log(
		`\n${projects} projects in ${groups} groups, one token each, at ${latency} ms: ${requests} requests, ${CONNECTIONS} connections, medians of ${samples.length} rounds\n`,
	);
	console.log("| | seconds | of a processor | peak MiB |");
	console.log("| --- | --- | --- | --- |");
	for (const name of /** @type {const} */ (["report", "floor"]))
		console.log(
			`| ${name} | ${seconds(of((each) => each[name].ms))} | ${seconds(of((each) => each[name].processorMs))} | ${Math.round(of((each) => each[name].peakMiB))} |`,
		);
	console.log(`\n${ratio.toFixed(2)} times the floor (at most ${TARGETS.ratio}); both are whole processes.`);
	return { ratio, peakMiB };
}

/** @param {number} ms */
function seconds(ms) {
	return (ms / 1_000).toFixed(1);
}
