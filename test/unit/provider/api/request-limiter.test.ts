import { expect } from "chai";
import fc from "fast-check";
import { RequestLimiter } from "../../../../provider/api/request-limiter";
import { FakeClock } from "./fakes";

describe("RequestLimiter", () => {
	describe("reports a wait", () => {
		const limited = () => {
			const clock = new FakeClock();
			const reported: string[] = [];
			const limiter = new RequestLimiter(4, clock, (ms, why) => reported.push(`${why} ${ms}`));
			return { clock, reported, limiter };
		};
		const nothing = async () => undefined;

		it("of more than 5 s once for all requests that it holds back", async () => {
			const { limiter, reported } = limited();
			limiter.pause(60_000);
			await Promise.all(Array.from({ length: 20 }, () => limiter.run(nothing)));
			expect(reported).to.deep.equal(["pause 60000"]);
		});

		it("again when the next one begins", async () => {
			const { limiter, reported } = limited();
			limiter.pause(60_000);
			await limiter.run(nothing);
			limiter.pause(30_000);
			await limiter.run(nothing);
			expect(reported).to.deep.equal(["pause 60000", "pause 30000"]);
		});

		it("caused by the limit that GitLab reported", async () => {
			const { limiter, reported, clock } = limited();
			const resetAtMs = clock.now() + 42_000;
			limiter.limit({ remaining: 0, reset: resetAtMs / 1_000, resetAtMs, capacity: 10 });
			await Promise.all([limiter.run(nothing), limiter.run(nothing)]);
			expect(reported).to.deep.equal(["limit 42000"]);
		});

		it("but neither a short one, nor one that no request waits for", async () => {
			const { limiter, reported, clock } = limited();
			limiter.pause(5_000);
			await limiter.run(nothing);
			limiter.pause(60_000);
			expect(await limiter.run(async () => "done", { atMs: clock.now() + 1_000 })).to.equal(undefined);
			expect(reported).to.deep.equal([]);
		});
	});

	it("never runs more requests at once than allowed, and keeps the order", async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.integer({ min: 1, max: 8 }),
				fc.array(fc.record({ ms: fc.nat(1_000), fails: fc.boolean() }), { maxLength: 40 }),
				async (concurrency, works) => {
					const clock = new FakeClock();
					const limiter = new RequestLimiter(concurrency, clock);
					const begun: number[] = [];
					let under = 0;
					let most = 0;
					const results = await Promise.allSettled(
						works.map(({ ms, fails }, index) =>
							limiter.run(async () => {
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

	it("does so also for requests that come later", async () => {
		const arrivals = fc.array(fc.record({ afterMs: fc.nat(50), ms: fc.nat(50) }), {
			minLength: 1,
			maxLength: 40,
		});
		await fc.assert(
			fc.asyncProperty(fc.integer({ min: 1, max: 4 }), arrivals, async (concurrency, works) => {
				const clock = new FakeClock();
				const limiter = new RequestLimiter(concurrency, clock);
				let under = 0;
				let most = 0;
				const arrive = async ({ afterMs, ms }: { afterMs: number; ms: number }) => {
					await clock.sleep(afterMs);
					await limiter.run(async () => {
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

	it("passes on what the work returns and throws", async () => {
		const limiter = new RequestLimiter(1, new FakeClock());
		expect(await limiter.run(async () => "done")).to.equal("done");
		const fault = new Error("no");
		const caught = await limiter.run(() => Promise.reject(fault)).catch((error: unknown) => error);
		expect(caught).to.equal(fault);
		const thrown = await limiter
			.run(() => {
				throw fault;
			})
			.catch((error: unknown) => error);
		expect(thrown).to.equal(fault);
		expect(await limiter.run(async () => "still open")).to.equal("still open");
	});

	it("holds back all requests during a pause", async () => {
		const clock = new FakeClock();
		const began = clock.now();
		const limiter = new RequestLimiter(2, clock);
		limiter.pause(5_000);
		const times = await Promise.all(
			Array.from({ length: 5 }, () => limiter.run(async () => clock.now() - began)),
		);
		expect(times).to.deep.equal([5_000, 5_000, 5_000, 5_000, 5_000]);
	});

	it("keeps the longer of two pauses", async () => {
		const clock = new FakeClock();
		const began = clock.now();
		const limiter = new RequestLimiter(1, clock);
		limiter.pause(5_000);
		limiter.pause(2_000);
		expect(await limiter.run(async () => clock.now() - began)).to.equal(5_000);
		limiter.pause(3_000);
		expect(await limiter.run(async () => clock.now() - began)).to.equal(8_000);
	});

	it("waits longer where a pause is extended while requests wait", async () => {
		const clock = new FakeClock();
		const began = clock.now();
		const limiter = new RequestLimiter(1, clock);
		limiter.pause(1_000);
		const waiting = limiter.run(async () => clock.now() - began);
		limiter.pause(4_000);
		expect(await waiting).to.equal(4_000);
	});

	it("fails at once each request that would wait past its own deadline", async () => {
		const clock = new FakeClock();
		const began = clock.now();
		const limiter = new RequestLimiter(1, clock);
		limiter.pause(60_000);
		expect(await limiter.run(async () => "passed", { atMs: began + 60_000 })).to.equal(undefined);
		expect(clock.now()).to.equal(began);
		expect(await limiter.run(async () => clock.now() - began, { atMs: began + 60_001 })).to.equal(60_000);
		expect(await limiter.run(async () => clock.now() - began)).to.equal(60_000);
	});

	describe("with the limit that GitLab reports", () => {
		/** Seconds since the epoch at which every window here ends first. */
		const FIRST = Math.floor(Date.UTC(2030, 0, 1) / 1000) + 10;

		/** A GitLab that takes `limit` requests in ten seconds, and a limiter in front of it. */
		function limited(concurrency: number, limit: number, server: { capacity: boolean }) {
			const clock = new FakeClock();
			const limiter = new RequestLimiter(concurrency, clock);
			let window = 0;
			let used = 0;
			let refused = 0;
			const request = (ms: number) =>
				limiter.run(async () => {
					const passed = Math.max(0, Math.ceil((clock.now() / 1000 - FIRST + 0.001) / 10));
					if (passed > window) used = 0;
					window = Math.max(window, passed);
					used += 1;
					if (used > limit) refused += 1;
					const remaining = Math.max(limit - used, 0);
					const reset = FIRST + window * 10;
					const whole = server.capacity && remaining > 0 ? { capacity: limit } : {};
					await clock.sleep(ms);
					limiter.limit({ remaining, reset, resetAtMs: reset * 1000, ...whole });
				});
			return { clock, request, refused: () => refused };
		}

		it("exceeds the limit with the first burst at most, whatever the responses' order, and does all the work", async () => {
			await fc.assert(
				fc.asyncProperty(
					fc.integer({ min: 1, max: 8 }),
					fc.integer({ min: 2, max: 20 }),
					fc.array(fc.nat(900), { maxLength: 60 }),
					async (concurrency, limit, delays) => {
						const { request, refused, clock } = limited(concurrency, limit, { capacity: true });
						const began = clock.now();
						await Promise.all(delays.map(request));
						expect(refused()).to.be.at.most(Math.max(0, concurrency - limit));
						// Each window does its work, but for what is under way when it ends.
						const windows = Math.ceil(delays.length / Math.max(1, limit - concurrency));
						expect(clock.now() - began).to.be.at.most((windows + 1) * 11_000);
					},
				),
				{ numRuns: 60 },
			);
		});

		it("uses the whole of each window", async () => {
			const { request, refused, clock } = limited(4, 10, { capacity: true });
			const began = clock.now();
			await Promise.all(Array.from({ length: 40 }, () => request(10)));
			expect(refused()).to.equal(0);
			expect(clock.now() - began)
				.to.be.at.least(30_000)
				.and.at.most(31_000);
		});

		it("exceeds the limit by at most one burst per window where the size of a window is not reported", async () => {
			const { request, refused } = limited(4, 10, { capacity: false });
			await Promise.all(Array.from({ length: 40 }, () => request(10)));
			expect(refused()).to.equal(0);
		});

		it("waits for the reset only where no request in flight could report more", async () => {
			const clock = new FakeClock();
			const limiter = new RequestLimiter(4, clock);
			const began = clock.now();
			const resetAtMs = began + 60_000;
			const reset = resetAtMs / 1000;
			limiter.limit({ remaining: 1, reset, resetAtMs });
			const first = limiter.run(async () => {
				await clock.sleep(500);
				// The limit was raised meanwhile.
				limiter.limit({ remaining: 50, reset: reset + 60, resetAtMs: resetAtMs + 60_000 });
			});
			expect(await limiter.run(async () => clock.now() - began)).to.equal(500);
			await first;
			limiter.limit({ remaining: 0, reset: reset + 60, resetAtMs: resetAtMs + 60_000 });
			expect(await limiter.run(async () => clock.now() - began)).to.equal(120_000);
		});

		it("fails at once requests whose deadline is before the reset", async () => {
			const clock = new FakeClock();
			const limiter = new RequestLimiter(2, clock);
			const resetAtMs = clock.now() + 60_000;
			limiter.limit({ remaining: 0, reset: resetAtMs / 1000, resetAtMs });
			const passes = Array.from({ length: 5 }, () => limiter.run(async () => "passed", { atMs: resetAtMs }));
			expect(await Promise.all(passes)).to.deep.equal(Array(5).fill(undefined));
			expect(clock.now()).to.equal(resetAtMs - 60_000);
		});
	});
});
