#!/usr/bin/env node
// @ts-check
// Packs the packaged provider for people without npm: an archive for each system, of one bundled file and a script
// that starts it with the Node on PATH.
//
//     npm run pack:plugin -- [--target linux-amd64]… [--out DIR]

import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { TARGETS, writeArchives } from "./archive.mjs";

const USAGE = `usage: npm run pack:plugin -- [--target TARGET]… [--out DIR]
  --target  ${TARGETS.join(", ")}; default: all
  --out     default: dist/plugin`;

try {
	const { values } = parseArgs({
		options: { target: { type: "string", multiple: true }, out: { type: "string" } },
	});
	const targets = values.target ?? TARGETS;
	const unknown = targets.find((target) => !TARGETS.includes(target));
	if (unknown !== undefined) throw new Error(`${unknown} is no target\n${USAGE}`);
	const folder = values.out ?? fileURLToPath(new URL("../../dist/plugin", import.meta.url));
	for (const archive of await writeArchives(resolve(folder), targets)) console.log(archive);
} catch (error) {
	console.error(`error: ${error instanceof Error ? error.message : error}`);
	process.exitCode = 1;
}
