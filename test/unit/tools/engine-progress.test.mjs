// @ts-check
import { expect } from "chai";
import { createProgress } from "../../../tools/engine/progress.mjs";

describe("progress of the engine's set-up", () => {
	/** @param {boolean} isTTY */
	const watch = (isTTY) => {
		let written = "";
		let now = 0;
		/** @type {Array<{ action: () => void, ms: number }>} */
		const timers = [];
		const progress = createProgress(
			{ isTTY, write: (text) => (written += text) },
			{
				now: () => now,
				every(action, ms) {
					const timer = { action, ms };
					timers.push(timer);
					return () => timers.splice(timers.indexOf(timer), 1);
				},
			},
		);
		return {
			progress,
			written: () => written,
			/** @param {number} seconds */
			pass(seconds) {
				for (let second = 1; second <= seconds; second += 1) {
					now += 1_000;
					for (const { action, ms } of [...timers]) if (now % ms === 0) action();
				}
			},
		};
	};

	it("is a line at the start and then one every ten seconds where output is not a terminal", () => {
		const { progress, pass, written } = watch(false);
		const step = progress.begin("building");
		pass(12);
		step.update("5 modules fetched");
		pass(18);
		step.end();
		pass(60);
		expect(written().split("\n")).to.deep.equal([
			"pulumi engine: building …",
			"pulumi engine: building (10 s)",
			"pulumi engine: building, 5 modules fetched (20 s)",
			"pulumi engine: building, 5 modules fetched (30 s)",
			"",
		]);
	});

	it("is one line that is rewritten every second on a terminal, and removed at the end", () => {
		const { progress, pass, written } = watch(true);
		const step = progress.begin("building");
		pass(3);
		step.end();
		pass(5);
		expect(written()).to.equal(
			`${[1, 2, 3].map((second) => `\r\x1b[Kpulumi engine: building (${second} s)`).join("")}\r\x1b[K`,
		);
	});

	it("shows no credentials of an address", () => {
		const { progress, written } = watch(false);
		progress.begin("downloading https://someone:hunter2@mirror.example.com/x").end();
		expect(written()).to.equal("pulumi engine: downloading https://***@mirror.example.com/x …\n");
	});
});
