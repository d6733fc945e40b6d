// @ts-check
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, readFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { publish } from "./cache.mjs";
import { findExecutable, pathFolders } from "./executables.mjs";
import { fetchFile } from "./fetch-file.mjs";
import { run } from "./run.mjs";
import { Unavailable } from "./setup-error.mjs";
import { verifyEngine } from "./verify.mjs";

/** What Pulumi publishes archives for. */
const PUBLISHED = ["darwin-arm64", "darwin-x64", "linux-arm64", "linux-x64", "windows-arm64", "windows-x64"];

/**
 * Downloads Pulumi's own release, checks it against the published checksum, and puts it into the cache.
 * @param {string} target the folder in the cache
 * @param {import("./ensure-engine.mjs").Work} work
 * @returns {Promise<import("./verify.mjs").VerifiedEngine>}
 * @throws {Unavailable} with the reason of each place
 */
export async function downloadEngine(target, work) {
	if (!PUBLISHED.includes(work.settings.platform)) {
		throw new Unavailable(`Pulumi publishes no release for ${work.settings.platform}`);
	}
	/** @type {string[]} */
	const reasons = [];
	for (const [index, origin] of origins(work.settings).entries()) {
		const folder = join(work.folder, `download-${index}`);
		await mkdir(folder);
		try {
			return await downloadFrom(origin, folder, target, work);
		} catch (error) {
			if (!(error instanceof Unavailable)) throw error;
			reasons.push(error.message);
		}
	}
	throw new Unavailable(reasons.join("; "));
}

/**
 * The places to try, one after the other. Pulumi releases to its own site and to GitHub, under the same file names.
 * @param {import("./settings.mjs").Settings} settings
 */
export function origins({ downloadUrl, version }) {
	if (downloadUrl) return [downloadUrl];
	return [
		"https://get.pulumi.com/releases/sdk",
		`https://github.com/pulumi/pulumi/releases/download/v${version}`,
	];
}

/**
 * @param {string} origin
 * @param {string} folder
 * @param {string} target
 * @param {import("./ensure-engine.mjs").Work} work
 */
async function downloadFrom(origin, folder, target, work) {
	const { env, signal, timings } = work;
	const { platform, version: wanted } = work.settings;
	const ending = platform.startsWith("windows-") ? "zip" : "tar.gz";
	const archiveName = `pulumi-v${wanted}-${platform}.${ending}`;
	// Unlike the archives, the list of checksums has no "v" in its name.
	const checksumsName = `pulumi-${wanted}-checksums.txt`;
	const archive = join(folder, archiveName);
	const checksums = join(folder, checksumsName);

	const step = work.progress.begin(`downloading ${origin}/${archiveName}`);
	try {
		const limits = { env, signal, connectMs: timings.connectMs, stallMs: timings.stallMs };
		await fetchFile(`${origin}/${checksumsName}`, checksums, { ...limits, onBytes: () => {} });
		const expected = findChecksum(await readFile(checksums, "utf8"), archiveName);
		if (!expected) throw new Unavailable(`${origin}/${checksumsName} has no checksum of ${archiveName}`);
		await fetchFile(`${origin}/${archiveName}`, archive, {
			...limits,
			onBytes: (bytes) => step.update(`${(bytes / 1e6).toFixed(1)} MB`),
		});
		const actual = await sha256(archive);
		if (actual !== expected) {
			throw new Unavailable(`${origin}/${archiveName} has checksum ${actual}, not ${expected} as published`);
		}
	} finally {
		step.end();
	}

	const unpacked = join(folder, "unpacked");
	await mkdir(unpacked);
	await unpack(archive, unpacked, work);
	// Releases for Windows have one folder more than the others.
	const pulumi = await findExecutable("pulumi", [join(unpacked, "pulumi"), join(unpacked, "pulumi", "bin")]);
	if (!pulumi) throw new Unavailable(`${archiveName} holds no program "pulumi"`);
	const { version } = await verifyEngine(pulumi, [], { env, signal, probeMs: timings.probeMs });
	if (version !== wanted) throw new Unavailable(`${archiveName} holds version ${version}`);
	await publish(dirname(pulumi), target, folder);
	return { pulumi: join(target, basename(pulumi)), version };
}

/**
 * @param {string} text lines of a SHA-256 in hexadecimal, blanks, a file name
 * @param {string} archiveName
 * @returns {string | undefined}
 */
function findChecksum(text, archiveName) {
	for (const line of text.split("\n")) {
		const match = /^([0-9a-f]{64})\s+\*?(\S+)\s*$/i.exec(line);
		if (match?.[2] === archiveName) return match[1]?.toLowerCase();
	}
	return undefined;
}

/** @param {string} file */
async function sha256(file) {
	const hash = createHash("sha256");
	await pipeline(createReadStream(file), hash);
	return hash.digest("hex");
}

/**
 * @param {string} archive
 * @param {string} folder
 * @param {import("./ensure-engine.mjs").Work} work
 */
async function unpack(archive, folder, { env, signal }) {
	// The tar of Windows reads zip files; one of a Unix shell for Windows, earlier on PATH, does not.
	const places =
		process.platform === "win32" ? [join(env.SystemRoot ?? "C:\\Windows", "System32")] : pathFolders(env);
	const tar = await findExecutable("tar", places);
	if (!tar) throw new Unavailable("no tar on PATH to unpack the release with");
	const { code, stderr } = await run(tar, ["-xf", archive, "-C", folder], { env, signal });
	if (code !== 0)
		throw new Unavailable(`tar could not unpack the release: ${stderr[0] ?? `exit code ${code}`}`);
}
