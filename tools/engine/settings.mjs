// @ts-check
import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";
import semver from "semver";
import { EngineSetupError } from "./setup-error.mjs";
import { DEFAULT_VERSION, MINIMUM_VERSION } from "./versions.mjs";

/** The sources of an engine, in the order in which they are tried. */
export const SOURCES = /** @type {const} */ (["path", "cache", "download", "go"]);

/** @typedef {(typeof SOURCES)[number]} Source */

/**
 * @typedef {object} Timings
 * @property {number} connectMs until a connection is established
 * @property {number} stallMs a download without a byte for so long has failed
 * @property {number} probeMs a program must have printed its version or usage by then
 * @property {number} lockPollMs how often a waiting process looks at the lock
 * @property {number} lockBeatMs how often the holder of the lock shows that it lives
 * @property {number} lockStaleMs a lock without a sign of life for so long is taken over
 * @property {number} lockGiveUpMs the longest wait for another process
 */

/** @type {Timings} */
export const DEFAULT_TIMINGS = {
	// Pulumi releases to two places: where neither is reached, that is known within 10 s.
	connectMs: 4_500,
	stallMs: 30_000,
	probeMs: 30_000,
	lockPollMs: 500,
	lockBeatMs: 5_000,
	lockStaleMs: 60_000,
	lockGiveUpMs: 45 * 60_000,
};

/**
 * @typedef {object} Settings
 * @property {readonly Source[]} sources the sources to try, in order
 * @property {string} version what is looked for in the cache, downloaded or built
 * @property {string | undefined} onlyVersion set where the engine on PATH must be of that version too
 * @property {string} cacheRoot folder of the cached engines
 * @property {string | undefined} downloadUrl replaces Pulumi's own places of release
 * @property {string} platform `linux-x64`, `darwin-arm64`, `windows-x64`: Pulumi's spelling
 */

/**
 * Reads the switches of the environment.
 * @param {NodeJS.ProcessEnv} env
 * @param {{ platform: NodeJS.Platform, arch: string }} machine
 * @returns {Settings}
 * @throws {EngineSetupError} a switch has a value that means nothing
 */
export function readSettings(env, machine) {
	const onlyVersion = readVersion(env.PULUMI_ENGINE_VERSION);
	return {
		sources: readSources(env.PULUMI_ENGINE_SOURCE),
		version: onlyVersion ?? DEFAULT_VERSION,
		onlyVersion,
		cacheRoot:
			env.PULUMI_ENGINE_CACHE || join(userCache(env, machine.platform), "pulumi-gitlab-deploy-tokens"),
		downloadUrl: readUrl(env.PULUMI_ENGINE_DOWNLOAD_URL),
		platform: `${machine.platform === "win32" ? "windows" : machine.platform}-${machine.arch}`,
	};
}

/**
 * @param {string | undefined} value
 * @returns {readonly Source[]}
 */
function readSources(value) {
	if (!value) return SOURCES;
	const chosen = SOURCES.find((source) => source === value);
	if (!chosen) {
		throw new EngineSetupError(
			`PULUMI_ENGINE_SOURCE is "${value}", which is no source of an engine.\nUse one of ${SOURCES.join(", ")}, or unset it to try them all.`,
		);
	}
	return [chosen];
}

/** @param {string | undefined} value */
function readVersion(value) {
	if (!value) return undefined;
	const version = semver.valid(value);
	if (version === null || semver.lt(version, MINIMUM_VERSION)) {
		throw new EngineSetupError(
			`PULUMI_ENGINE_VERSION is "${value}", which is no version from ${MINIMUM_VERSION} on.\nGive one such as ${DEFAULT_VERSION}, or unset it.`,
		);
	}
	return version;
}

/** @param {string | undefined} value */
function readUrl(value) {
	if (!value) return undefined;
	if (!/^https?:\/\/[^/]/.test(value) || !URL.canParse(value)) {
		throw new EngineSetupError(
			"PULUMI_ENGINE_DOWNLOAD_URL is not an http or https address.\nGive the folder that holds the archives, such as https://mirror.example.com/pulumi, or unset it.",
		);
	}
	return value.replace(/\/+$/, "");
}

/**
 * The user's cache folder by each system's custom. A relative XDG_CACHE_HOME is ignored, as the XDG Base Directory
 * Specification requires.
 * @param {NodeJS.ProcessEnv} env
 * @param {NodeJS.Platform} platform
 */
function userCache(env, platform) {
	const home = env.HOME || homedir();
	if (platform === "win32") return env.LOCALAPPDATA || join(home, "AppData", "Local");
	if (platform === "darwin") return join(home, "Library", "Caches");
	return env.XDG_CACHE_HOME && isAbsolute(env.XDG_CACHE_HOME) ? env.XDG_CACHE_HOME : join(home, ".cache");
}
