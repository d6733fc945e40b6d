// @ts-check

import { spawnSync } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { withLock } from "../../../tools/engine/lock.mjs";
import { rejection } from "./recorder.mjs";

describe("the lock of the cache", () => {
	/** @type {string} */
	let folder;
	/** @type {string} */
	let file;
	beforeEach(async () => {
		folder = await mkdtemp(join(tmpdir(), "engine-lock-"));
		file = join(folder, "lock");
	});
	afterEach(() => rm(folder, { recursive: true, force: true }));

	/**
	 * @template Result
	 * @param {() => Promise<Result>} work
	 * @param {Partial<import("../../../tools/engine/lock.mjs").LockOptions["timings"]>} [timings]
	 * @param {AbortSignal} [signal]
	 */
	const locked = (work, timings = {}, signal = new AbortController().signal) =>
		withLock(
			file,
			{
				signal,
				onWait: () => {},
				timings: { lockPollMs: 5, lockBeatMs: 10, lockStaleMs: 60_000, lockGiveUpMs: 10_000, ...timings },
			},
			work,
		);

	/**
	 * @param {number} pid
	 * @param {{ host?: string, ageMs?: number }} [options]
	 */
	const leaveLock = async (pid, { host = hostname(), ageMs = 0 } = {}) => {
		await writeFile(file, JSON.stringify({ id: "other", pid, host }));
		const then = new Date(Date.now() - ageMs);
		await utimes(file, then, then);
	};
	const deadPid = () => spawnSync(process.execPath, ["--version"]).pid;

	/** Runs many at once, each a little later than the one before; the greatest number inside together. */
	const crowd = async () => {
		let inside = 0;
		let most = 0;
		/** @param {number} turns of the event loop */
		const one = async (turns) => {
			for (let turn = 0; turn < turns; turn += 1) await new Promise((resolve) => setImmediate(resolve));
			await locked(async () => {
				inside += 1;
				most = Math.max(most, inside);
				await new Promise((resolve) => setTimeout(resolve, 2));
				inside -= 1;
			});
		};
		await Promise.all(Array.from({ length: 12 }, (_, index) => one(index)));
		return most;
	};

	it("lets one in at a time", async () => {
		expect(await crowd()).to.equal(1);
		expect(await readdir(folder)).to.deep.equal([]);
	});

	it("is taken over from a process that died, by one of many", async () => {
		const pid = deadPid();
		for (let round = 0; round < 10; round += 1) {
			await leaveLock(pid);
			expect(await crowd(), `round ${round}`).to.equal(1);
		}
		expect(await readdir(folder)).to.deep.equal([]);
	});

	it("is taken over when it shows no sign of life, whoever has the number now", async () => {
		await leaveLock(process.pid, { ageMs: 61_000 });
		expect(await locked(async () => "in")).to.equal("in");
	});

	it("is taken over when a process died while it wrote it", async () => {
		await writeFile(file, "");
		await utimes(file, 0, 0);
		expect(await locked(async () => "in")).to.equal("in");
	});

	it("is taken over when a process died while it took it over", async () => {
		await leaveLock(deadPid());
		await writeFile(`${file}.takeover`, JSON.stringify({ id: "x", pid: deadPid(), host: hostname() }));
		expect(await locked(async () => "in")).to.equal("in");
		expect(await readdir(folder)).to.deep.equal([]);
	});

	for (const [name, pid, host] of /** @type {const} */ ([
		["a living process", process.pid, hostname()],
		["a process of another machine, whatever its number", deadPid(), "another-machine"],
	])) {
		it(`is respected while ${name} shows signs of life`, async () => {
			await leaveLock(pid, { host, ageMs: 30_000 });
			const { message } = await rejection(locked(async () => "in", { lockGiveUpMs: 30 }));
			expect(message).to.equal(
				`process ${pid} on ${host} still sets up the engine; if it does not, delete ${file}`,
			);
			expect(await readFile(file, "utf8")).to.contain('"other"');
		});
	}

	it("shows signs of life as long as it is held", async () => {
		await locked(async () => {
			await utimes(file, 0, 0);
			const deadline = Date.now() + 5_000;
			while ((await stat(file)).mtimeMs < 1_000 && Date.now() < deadline) {
				await new Promise((resolve) => setTimeout(resolve, 5));
			}
			expect((await stat(file)).mtimeMs).to.be.greaterThan(1_000);
		});
	});

	it("is released when the work fails", async () => {
		const { message } = await rejection(locked(() => Promise.reject(new Error("no disk"))));
		expect(message).to.equal("no disk");
		expect(await readdir(folder)).to.deep.equal([]);
	});

	it("is not released by a holder that lost it to another process", async () => {
		await locked(() => leaveLock(process.pid));
		expect(await readFile(file, "utf8")).to.contain('"other"');
	});

	it("is not waited for after an interruption", async () => {
		await leaveLock(process.pid);
		const controller = new AbortController();
		const waiting = rejection(locked(async () => "in", {}, controller.signal));
		controller.abort();
		expect((await waiting).name).to.equal("Interrupted");
	});
});
