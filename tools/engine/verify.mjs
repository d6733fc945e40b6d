// @ts-check
import { realpath } from "node:fs/promises";
import { dirname } from "node:path";
import semver from "semver";
import { findExecutable } from "./executables.mjs";
import { run } from "./run.mjs";
import { Unavailable } from "./setup-error.mjs";
import { MINIMUM_VERSION } from "./versions.mjs";

/**
 * @typedef {object} VerifiedEngine
 * @property {string} pulumi the whole path of the program
 * @property {string} version without a leading `v`
 */

/**
 * @typedef {object} Asking
 * @property {NodeJS.ProcessEnv} env
 * @property {AbortSignal} signal
 * @property {number} probeMs
 * @property {string | undefined} [onlyVersion] any from the oldest supported on where it is not given
 */

/**
 * Reads an engine's version, and finds and starts what it needs to run programs in TypeScript with dynamic
 * resources: `pulumi-language-nodejs` and `pulumi-resource-pulumi-nodejs`.
 * @param {string} pulumi the whole path of the program
 * @param {string[]} pluginFolders where the plugins may be, besides the folder of `pulumi` itself
 * @param {Asking} options
 * @returns {Promise<VerifiedEngine>}
 * @throws {Unavailable} with what is wrong or missing
 */
export async function verifyEngine(pulumi, pluginFolders, options) {
	const { env, signal } = options;
	const quiet = { ...env, PULUMI_SKIP_UPDATE_CHECK: "1" };
	const printed = await run(pulumi, ["version"], { env: quiet, signal, timeoutMs: options.probeMs });
	const version = printed.stdout.map((line) => semver.parse(line)?.version).find(Boolean);
	if (printed.code !== 0 || version === undefined) {
		const output = printed.stderr[0] ?? printed.stdout[0];
		throw new Unavailable(
			`${pulumi} version gave no version${output ? `: ${output}` : ` (exit code ${printed.code})`}`,
		);
	}
	if (semver.lt(version, MINIMUM_VERSION)) {
		throw new Unavailable(`${pulumi} is version ${version}, older than ${MINIMUM_VERSION}`);
	}
	if (options.onlyVersion !== undefined && semver.neq(version, options.onlyVersion)) {
		throw new Unavailable(`${pulumi} is version ${version}, not ${options.onlyVersion}`);
	}

	// The engine searches next to the real file, to which a link in a folder of PATH may point.
	const folders = [dirname(pulumi), dirname(await realpath(pulumi)), ...pluginFolders];
	const languageHost = await findExecutable("pulumi-language-nodejs", folders);
	if (!languageHost) throw new Unavailable(`${pulumi} has no pulumi-language-nodejs beside it`);
	const usage = await run(languageHost, ["-h"], { env, signal, timeoutMs: options.probeMs });
	// 0 since Go 1.15, 2 before: both print the usage.
	if (usage.code !== 0 && usage.code !== 2) {
		throw new Unavailable(`${languageHost} does not run: ${usage.stderr[0] ?? `exit code ${usage.code}`}`);
	}
	if (!(await findExecutable("pulumi-resource-pulumi-nodejs", folders, [".cmd", ".exe"]))) {
		throw new Unavailable(`${pulumi} has no pulumi-resource-pulumi-nodejs beside it`);
	}
	return { pulumi, version };
}
