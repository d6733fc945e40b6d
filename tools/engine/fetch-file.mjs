// @ts-check
import { createWriteStream } from "node:fs";
import { stat } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { findExecutable, pathFolders } from "./executables.mjs";
import { interruption, run } from "./run.mjs";
import { Unavailable } from "./setup-error.mjs";

/**
 * @typedef {object} FetchOptions
 * @property {NodeJS.ProcessEnv} env
 * @property {AbortSignal} signal
 * @property {number} connectMs
 * @property {number} stallMs
 * @property {(bytes: number) => void} onBytes how much has arrived so far
 */

/** How often the size of the file that curl writes is checked, in milliseconds. */
const SIZE_EVERY_MS = 500;

/**
 * Fetches an address into a file.
 *
 * With `curl` where PATH has it: it respects HTTPS_PROXY and NO_PROXY and trusts the certificates of the system,
 * which behind a company's proxy decides whether the download works at all. Node's own `fetch` uses no proxy before
 * Node 24, and then only on request; it is used where there is no `curl`, as in slim containers.
 * @param {string} url
 * @param {string} file
 * @param {FetchOptions} options
 * @throws {Unavailable} with the reason
 */
export async function fetchFile(url, file, options) {
	const curl = await findExecutable("curl", pathFolders(options.env));
	if (curl) await fetchWithCurl(curl, url, file, options);
	else await fetchWithNode(url, file, options);
}

/**
 * @param {string} curl
 * @param {string} url
 * @param {string} file
 * @param {FetchOptions} options
 */
async function fetchWithCurl(curl, url, file, { env, signal, connectMs, stallMs, onBytes }) {
	const args = ["--fail", "--location", "--silent", "--show-error"];
	// No redirect may leave TLS.
	args.push("--proto", url.startsWith("https:") ? "=https" : "=http,https");
	args.push("--connect-timeout", String(connectMs / 1000));
	// Bytes a second: nearly nothing. A limit of 1 would notice a stall late, since curl averages over seconds.
	args.push("--speed-limit", "1000", "--speed-time", String(Math.max(1, Math.round(stallMs / 1000))));
	args.push("--output", file, url);
	const watcher = setInterval(() => {
		stat(file).then(
			({ size }) => onBytes(size),
			() => {},
		);
	}, SIZE_EVERY_MS);
	try {
		const { code, stderr } = await run(curl, args, { env, signal });
		if (code !== 0) throw new Unavailable(`${url}: ${stderr.at(-1) ?? `curl ended with ${code}`}`);
	} finally {
		clearInterval(watcher);
	}
}

/**
 * @param {string} url
 * @param {string} file
 * @param {FetchOptions} options
 */
async function fetchWithNode(url, file, { signal, connectMs, stallMs, onBytes }) {
	const tooSlow = new AbortController();
	/** @param {string} reason */
	const giveUp = (reason) => tooSlow.abort(new Unavailable(`${url}: ${reason}`));
	let timer = setTimeout(() => giveUp(`no response within ${connectMs / 1000} s`), connectMs);
	try {
		const response = await fetch(url, { signal: AbortSignal.any([signal, tooSlow.signal]) });
		if (!response.ok || !response.body) throw new Unavailable(`${url}: HTTP status ${response.status}`);
		let bytes = 0;
		await pipeline(
			Readable.fromWeb(/** @type {import("node:stream/web").ReadableStream} */ (response.body)),
			async function* (chunks) {
				for await (const chunk of chunks) {
					clearTimeout(timer);
					timer = setTimeout(() => giveUp(`stalled for ${stallMs / 1000} s`), stallMs);
					bytes += chunk.length;
					onBytes(bytes);
					yield chunk;
				}
			},
			createWriteStream(file),
		);
	} catch (error) {
		if (signal.aborted) throw interruption(signal);
		if (tooSlow.signal.aborted) throw tooSlow.signal.reason;
		if (error instanceof Unavailable) throw error;
		throw new Unavailable(`${url}: ${reasonOf(error)}`);
	} finally {
		clearTimeout(timer);
	}
}

/**
 * `fetch` says "fetch failed" or "terminated" and keeps the reason in `cause`.
 * @param {unknown} error
 */
function reasonOf(error) {
	if (!(error instanceof Error)) return String(error);
	return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}
