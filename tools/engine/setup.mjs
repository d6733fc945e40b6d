#!/usr/bin/env node
// @ts-check
import { realpathSync } from "node:fs";
import { dirname } from "node:path";
import { parseArgs } from "node:util";
import { ensureEngine } from "./ensure-engine.mjs";
import { reportFailure } from "./exit-code.mjs";
import { buildableVersions } from "./go-modules.mjs";
import { SOURCES } from "./settings.mjs";
import { EngineSetupError, oneLine } from "./setup-error.mjs";
import { DEFAULT_VERSION, MINIMUM_VERSION } from "./versions.mjs";

export { ensureEngine } from "./ensure-engine.mjs";
export { ensureLanguageHost } from "./language-hosts.mjs";
export { ensureRegistryClient } from "./registry-client.mjs";
export { EngineSetupError, Interrupted } from "./setup-error.mjs";

const HELP = `Finds a Pulumi engine that can run programs in TypeScript, or gets one.

Usage: npm run --silent engine -- [--print-bin | --help]

Looked for, in this order:
  path      pulumi ${MINIMUM_VERSION} or newer on PATH, with pulumi-language-nodejs
  cache     what an earlier run put into the user's cache folder
  download  Pulumi's release ${DEFAULT_VERSION}, checked against its published checksum
  go        a build of the same version from Go modules, when PATH has go

Options:
  --print-bin  print only the folder of the programs:
               PATH="$(npm run --silent engine -- --print-bin):$PATH" pulumi version
  --help       print this

Environment:
  PULUMI_ENGINE_CACHE         the cache folder (default: pulumi-gitlab-deploy-tokens in the user's cache folder)
  PULUMI_ENGINE_VERSION       only this version, from PATH too: ${MINIMUM_VERSION} or newer; Go builds
                              ${(await buildableVersions()).join(" and ")}
  PULUMI_ENGINE_SOURCE        only this source: ${SOURCES.join(", ")}; download and go then make it anew
  PULUMI_ENGINE_DOWNLOAD_URL  where the archives and their checksums are, instead of Pulumi's own places
  HTTPS_PROXY, NO_PROXY       obeyed by the download when curl is on PATH
  GOPROXY, GOFLAGS, …         obeyed by the build from Go modules

Prints one line with the result to stdout, what it does to stderr.
Exit code: 0 an engine is there; 1 there is none; 2 wrong use; 128 + n ended by signal n.`;

/**
 * @param {string[]} args
 * @returns {Promise<number>} the exit code
 */
async function main(args) {
	let options;
	try {
		options = parseArgs({
			args,
			options: { "print-bin": { type: "boolean" }, help: { type: "boolean", short: "h" } },
		}).values;
	} catch (error) {
		console.error(`${oneLine(error)}\nSee npm run engine -- --help`);
		return 2;
	}
	if (options.help) {
		console.log(HELP);
		return 0;
	}
	try {
		const { pulumi, version, source } = await ensureEngine();
		const folder = dirname(pulumi);
		console.log(options["print-bin"] ? folder : `Pulumi engine ${version} (${source}): ${folder}`);
		return 0;
	} catch (error) {
		return reportFailure(error, (reason) => (error instanceof EngineSetupError ? reason : oneLine(error)));
	}
}

if (process.argv[1] && realpathSync(process.argv[1]) === import.meta.filename) {
	process.exitCode = await main(process.argv.slice(2));
}
