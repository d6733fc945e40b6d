// @ts-check
import { randomUUID } from "node:crypto";
import { readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { setTimeout as delay } from "node:timers/promises";
import { interruption } from "./run.mjs";
import { Unavailable } from "./setup-error.mjs";

/**
 * @typedef {object} Holder
 * @property {string} id identifies a lock, also among those of one process
 * @property {number} pid
 * @property {string} host the pid means something on this machine only
 */

/**
 * @typedef {object} LockOptions
 * @property {AbortSignal} signal ends the waiting
 * @property {(holder: string) => void} onWait called once, when another process has the lock
 * @property {Pick<import("./settings.mjs").Timings, "lockPollMs" | "lockBeatMs" | "lockStaleMs" | "lockGiveUpMs">} timings
 */

/**
 * Runs work while no other process does, on this machine or on another that shares the folder.
 *
 * The lock saves double work and double output. It does not have to be perfect: each process builds in its own
 * folder and renames it into place at the end.
 *
 * proper-lockfile was tried: it recognises a dead holder by its age only, and in 22 of 50 trials two of twelve waiting
 * processes held a stale lock at once, since the slower one removes the new lock of the faster one.
 * @template Result
 * @param {string} file the lock; its folder exists
 * @param {LockOptions} options
 * @param {() => Promise<Result>} work
 * @returns {Promise<Result>}
 * @throws {Unavailable} another process kept the lock for too long
 */
export async function withLock(file, options, work) {
	const own = await acquire(file, options);
	const beat = setInterval(() => {
		const now = new Date();
		utimes(file, now, now).catch(() => {});
	}, options.timings.lockBeatMs);
	try {
		return await work();
	} finally {
		clearInterval(beat);
		const current = await readHolder(file);
		if (current?.id === own.id) await rm(file, { force: true });
	}
}

/**
 * @param {string} file
 * @param {LockOptions} options
 * @returns {Promise<Holder>}
 */
async function acquire(file, { signal, onWait, timings }) {
	const own = { id: randomUUID(), pid: process.pid, host: hostname() };
	const giveUpAt = Date.now() + timings.lockGiveUpMs;
	let waiting = false;
	while (!(await tryCreate(file, own))) {
		if (await removeStale(file, own, timings.lockStaleMs)) continue;
		const holder = await readHolder(file);
		const name = holder ? `process ${holder.pid} on ${holder.host}` : "another process";
		if (Date.now() > giveUpAt) {
			throw new Unavailable(`${name} still sets up the engine; if it does not, delete ${file}`);
		}
		if (!waiting) onWait(name);
		waiting = true;
		await delay(timings.lockPollMs, undefined, { signal }).catch(() => {
			throw interruption(signal);
		});
	}
	return own;
}

/**
 * @param {string} file
 * @param {Holder} own
 */
async function tryCreate(file, own) {
	try {
		await writeFile(file, JSON.stringify(own), { flag: "wx" });
		return true;
	} catch (error) {
		if (isCode(error, "EEXIST")) return false;
		throw error;
	}
}

/**
 * @param {string} file
 * @returns {Promise<Holder | undefined>} undefined when there is no lock, or it is just being written
 */
async function readHolder(file) {
	try {
		const value = JSON.parse(await readFile(file, "utf8"));
		return typeof value?.id === "string" && Number.isInteger(value.pid) ? value : undefined;
	} catch {
		return undefined;
	}
}

/**
 * A holder that died on this machine is known by its pid at once. Any other, and one whose pid was given to a
 * new process, is known by the missing sign of life.
 * @param {string} file
 * @param {number} staleMs
 */
async function isStale(file, staleMs) {
	const holder = await readHolder(file);
	if (holder && holder.host === hostname() && !isAlive(holder.pid)) return true;
	try {
		return Date.now() - (await stat(file)).mtimeMs > staleMs;
	} catch {
		return false;
	}
}

/** @param {number} pid */
function isAlive(pid) {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return isCode(error, "EPERM");
	}
}

/**
 * Removes a lock that no process holds any more. Two processes may find the same lock stale, and the slower one
 * would remove the new lock of the faster one: so only one at a time may check and remove.
 * @param {string} file
 * @param {Holder} own
 * @param {number} staleMs
 * @returns {Promise<boolean>} whether it was removed
 */
async function removeStale(file, own, staleMs) {
	if (!(await isStale(file, staleMs))) return false;
	const guard = `${file}.takeover`;
	if (!(await tryCreate(guard, own))) {
		// Held for milliseconds, unless its holder died in just these.
		if (await isStale(guard, staleMs)) await rm(guard, { force: true });
		return false;
	}
	try {
		if (!(await isStale(file, staleMs))) return false;
		await rm(file, { force: true });
		return true;
	} finally {
		await rm(guard, { force: true });
	}
}

/**
 * @param {unknown} error
 * @param {string} code
 */
function isCode(error, code) {
	return error instanceof Error && "code" in error && error.code === code;
}
