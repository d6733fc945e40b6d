#!/usr/bin/env node
// @ts-check
// Measures what it takes until a program with one token has done its work, by how the program is written and
// run: ts-node with and without the type check, plain JavaScript, Node's own type stripping, Node's compile cache.
// Run it with the Node to be measured; Pulumi takes the one on PATH.
//
//     node tools/bench/start-up.mjs [ROUNDS]
//     npx --package node@24 -- node tools/bench/start-up.mjs [ROUNDS]

import { symlink } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { EmulatorProcess } from "gitlab-deploy-token-emulator";
import { markdownTable } from "markdown-table";
import { interruptible } from "../engine/interrupt.mjs";
import { ensureEngine } from "../engine/setup.mjs";
import { inTemporaryFolder } from "../temporary-folder.mjs";
import { median } from "./rows.mjs";
import { Stack } from "./stack.mjs";
import { projects } from "./world.mjs";

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
const stripsTypes = major > 22 || (major === 22 && minor >= 18);
const cachesCode = major >= 22;

/** @type {{ title: string, program: string, env?: Record<string, string> }[]} */
const VARIANTS = [
	{ title: "no resource, plain JavaScript", program: "empty" },
	{ title: "one resource that does nothing, plain JavaScript", program: "no-op" },
	{ title: "one DeployToken, plain JavaScript", program: "deploy-token" },
	{ title: "one DeployToken, TypeScript as Pulumi runs it", program: "typescript" },
	{ title: "the same, `ts-node.transpileOnly` in tsconfig.json", program: "transpile-only" },
	{
		title: "the same, PULUMI_NODEJS_TRANSPILE_ONLY=true",
		program: "typescript",
		env: { PULUMI_NODEJS_TRANSPILE_ONLY: "true" },
	},
	...(stripsTypes ? [{ title: "the same, types stripped by Node", program: "type-stripping" }] : []),
	...(cachesCode
		? [
				{
					title: "one DeployToken, plain JavaScript, NODE_COMPILE_CACHE",
					program: "deploy-token",
					env: { NODE_COMPILE_CACHE: "cache" },
				},
			]
		: []),
];

const rounds = Number(process.argv[2] ?? 5);
await interruptible(undefined, (signal) =>
	inTemporaryFolder("start-up", (folder) => measure(folder, signal)),
);

/** @param {string} folder @param {AbortSignal} signal */
async function measure(folder, signal) {
	const { bin } = await ensureEngine();
	if (bin !== undefined) process.env.PATH = `${bin}:${process.env.PATH}`;
	await symlink(fileURLToPath(new URL("../../node_modules", import.meta.url)), join(folder, "node_modules"));
	const gitlab = await EmulatorProcess.start({ signal });
	/** @type {Map<string, { up: number[], preview: number[] }>} */
	const times = new Map(VARIANTS.map(({ title }) => [title, { up: [], preview: [] }]));
	try {
		for (let round = 1; round <= rounds; round += 1)
			for (const { title, program, env = {} } of VARIANTS) {
				await gitlab.control.reset(projects(1, 0));
				const each = { title, program, count: 1, owners: 1, operations: [], env: absolute(env, folder) };
				const stack = await Stack.create(join(folder, "stack"), each, gitlab.url, signal);
				for (const operation of /** @type {const} */ (["up", "preview"]))
					times.get(title)?.[operation].push((await stack.measure(operation)).ms / 1_000);
				await stack.remove();
			}
	} finally {
		await gitlab.stop();
	}
	const rows = [...times].map(([title, { up, preview }]) => [title, shown(up), shown(preview)]);
	console.log(`Node ${process.versions.node}, ${rounds} rounds, medians (fastest) in seconds\n`);
	console.log(markdownTable([["program", "up", "preview"], ...rows], { align: ["l", "r", "r"] }));
}

/** @param {Record<string, string>} env @param {string} folder */
function absolute(env, folder) {
	return Object.fromEntries(
		Object.entries(env).map(([name, value]) => [name, value === "cache" ? join(folder, value) : value]),
	);
}

/** @param {number[]} seconds */
function shown(seconds) {
	return `${median(seconds)?.toFixed(2)} (${Math.min(...seconds).toFixed(2)})`;
}
