import { expect } from "chai";
import fc from "fast-check";
import { Gate } from "../../../../provider/api/gate";
import { FakeClock } from "./fakes";

describe("Gate", () => {
	it("never lets more through at once than it may, and keeps the order", async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.integer({ min: 1, max: 8 }),
				fc.array(fc.record({ ms: fc.nat(1_000), fails: fc.boolean() }), { maxLength: 40 }),
				async (concurrency, works) => {
					const clock = new FakeClock();
					const gate = new Gate(concurrency, clock);
					const begun: number[] = [];
					let under = 0;
					let most = 0;
					const results = await Promise.allSettled(
						works.map(({ ms, fails }, index) =>
							gate.pass(async () => {
								begun.push(index);
								under += 1;
								most = Math.max(most, under);
								await clock.sleep(ms);
								under -= 1;
								if (fails) throw new Error(`work ${index}`);
								return index;
							}),
						),
					);
					expect(most).to.equal(Math.min(concurrency, works.length));
					expect(begun).to.deep.equal(works.map((_, index) => index));
					expect(results.map(({ status }) => status === "rejected")).to.deep.equal(
						works.map(({ fails }) => fails),
					);
				},
			),
			{ numRuns: 40 },
		);
	});

	it("keeps to that also for those who come later", async () => {
		const arrivals = fc.array(fc.record({ afterMs: fc.nat(50), ms: fc.nat(50) }), {
			minLength: 1,
			maxLength: 40,
		});
		await fc.assert(
			fc.asyncProperty(fc.integer({ min: 1, max: 4 }), arrivals, async (concurrency, works) => {
				const clock = new FakeClock();
				const gate = new Gate(concurrency, clock);
				let under = 0;
				let most = 0;
				const arrive = async ({ afterMs, ms }: { afterMs: number; ms: number }) => {
					await clock.sleep(afterMs);
					await gate.pass(async () => {
						under += 1;
						most = Math.max(most, under);
						await clock.sleep(ms);
						under -= 1;
					});
				};
				await Promise.all(works.map(arrive));
				expect(most).to.be.within(1, concurrency);
				await Promise.all(Array.from({ length: concurrency }, () => arrive({ afterMs: 0, ms: 1 })));
				expect(most, "no place was lost").to.equal(concurrency);
			}),
			{ numRuns: 40 },
		);
	});

	it("hands on what the work gives and what it throws", async () => {
		const gate = new Gate(1, new FakeClock());
		expect(await gate.pass(async () => "done")).to.equal("done");
		const fault = new Error("no");
		const caught = await gate.pass(() => Promise.reject(fault)).catch((error: unknown) => error);
		expect(caught).to.equal(fault);
		const thrown = await gate
			.pass(() => {
				throw fault;
			})
			.catch((error: unknown) => error);
		expect(thrown).to.equal(fault);
		expect(await gate.pass(async () => "still open")).to.equal("still open");
	});

	it("holds everybody back during a pause", async () => {
		const clock = new FakeClock();
		const began = clock.now();
		const gate = new Gate(2, clock);
		gate.pause(5_000);
		const times = await Promise.all(
			Array.from({ length: 5 }, () => gate.pass(async () => clock.now() - began)),
		);
		expect(times).to.deep.equal([5_000, 5_000, 5_000, 5_000, 5_000]);
	});

	it("keeps the longer of two pauses", async () => {
		const clock = new FakeClock();
		const began = clock.now();
		const gate = new Gate(1, clock);
		gate.pause(5_000);
		gate.pause(2_000);
		expect(await gate.pass(async () => clock.now() - began)).to.equal(5_000);
		gate.pause(3_000);
		expect(await gate.pass(async () => clock.now() - began)).to.equal(8_000);
	});

	it("waits on where a pause is lengthened while it is waited for", async () => {
		const clock = new FakeClock();
		const began = clock.now();
		const gate = new Gate(1, clock);
		gate.pause(1_000);
		const waiting = gate.pass(async () => clock.now() - began);
		gate.pause(4_000);
		expect(await waiting).to.equal(4_000);
	});

	it("lets nobody wait past their own time", async () => {
		const clock = new FakeClock();
		const began = clock.now();
		const gate = new Gate(1, clock);
		gate.pause(60_000);
		expect(await gate.pass(async () => clock.now() - began, began + 10_000)).to.equal(10_000);
		expect(await gate.pass(async () => clock.now() - began)).to.equal(60_000);
	});
});
