import { expect } from "chai";
import { newerQuota, quotaOf, roomIn } from "../../../../provider/api/rate-limit";

const NOW = Date.parse("2031-03-01T12:00:00.500Z");
const RESET = Date.parse("2031-03-01T12:01:00Z") / 1000;

const headers = (more: Record<string, string> = {}) =>
	new Map(
		Object.entries({
			"ratelimit-name": "throttle_authenticated_api",
			"ratelimit-limit": "120",
			"ratelimit-observed": "7000",
			"ratelimit-remaining": "200",
			"ratelimit-reset": String(RESET),
			...more,
		}),
	);

describe("quotaOf", () => {
	it("reads the remaining requests and the size of a window, never the limit that is scaled to a minute", () => {
		expect(quotaOf(headers(), NOW)).to.deep.equal({
			remaining: 200,
			reset: RESET,
			resetAtMs: RESET * 1000,
			capacity: 7200,
		});
	});

	it("returns no window size where more was observed than is allowed, or where it is missing", () => {
		const refused = headers({ "ratelimit-observed": "7211", "ratelimit-remaining": "0" });
		expect(quotaOf(refused, NOW)).to.deep.equal({ remaining: 0, reset: RESET, resetAtMs: RESET * 1000 });
		const bare = headers();
		bare.delete("ratelimit-observed");
		expect(quotaOf(bare, NOW)).to.not.have.property("capacity");
	});

	for (const [what, more] of [
		["a number of remaining requests that is not a number", { "ratelimit-remaining": "many" }],
		["a negative number of remaining requests", { "ratelimit-remaining": "-1" }],
		["a date for a reset", { "ratelimit-reset": "Sat, 01 Mar 2031 12:01:00 GMT" }],
		["an empty reset", { "ratelimit-reset": "" }],
	] as const)
		it(`reads nothing from ${what}`, () => {
			expect(quotaOf(headers(more), NOW)).to.equal(undefined);
		});

	it("reads nothing from a response without these headers", () => {
		expect(quotaOf(new Map(), NOW)).to.equal(undefined);
		expect(quotaOf(new Map([["ratelimit-remaining", "5"]]), NOW)).to.equal(undefined);
		expect(quotaOf(new Map([["ratelimit-reset", String(RESET)]]), NOW)).to.equal(undefined);
	});

	for (const [what, date, offMs] of [
		["an hour behind ours", "Sat, 01 Mar 2031 11:00:00 GMT", 3_600_500],
		["ten minutes ahead of ours", "Sat, 01 Mar 2031 12:10:00 GMT", -599_500],
		["like ours, given in whole seconds", "Sat, 01 Mar 2031 12:00:00 GMT", 0],
		["none that can be read", "yesterday", 0],
	] as const)
		it(`counts by GitLab's own clock, which is ${what}`, () => {
			expect(quotaOf(headers({ date }), NOW)?.resetAtMs).to.equal(RESET * 1000 + offMs);
		});
});

describe("newerQuota", () => {
	const quota = (remaining: number, reset = RESET, capacity?: number) => ({
		remaining,
		reset,
		resetAtMs: reset * 1000,
		...(capacity === undefined ? {} : { capacity }),
	});

	it("is the first report", () => {
		expect(newerQuota(undefined, quota(5))).to.deep.equal(quota(5));
	});

	it("is the lowest report of one window, since responses come in any order", () => {
		expect(newerQuota(quota(5), quota(3))).to.deep.equal(quota(3));
		expect(newerQuota(quota(3), quota(5))).to.deep.equal(quota(3));
	});

	it("is the report of the latest window", () => {
		expect(newerQuota(quota(0), quota(9, RESET + 60))).to.deep.equal(quota(9, RESET + 60));
		expect(newerQuota(quota(9, RESET + 60), quota(0))).to.deep.equal(quota(9, RESET + 60));
	});

	it("keeps the size of a window until it is reported again", () => {
		expect(newerQuota(quota(5, RESET, 10), quota(0))).to.deep.equal(quota(0, RESET, 10));
		expect(newerQuota(quota(5, RESET, 10), quota(19, RESET + 60, 20))).to.deep.equal(
			quota(19, RESET + 60, 20),
		);
	});

	it("allows the remaining requests, after the reset those of a window, or any number where that is unknown", () => {
		expect(roomIn(undefined, NOW)).to.equal(Number.POSITIVE_INFINITY);
		expect(roomIn(quota(3, RESET, 10), NOW)).to.equal(3);
		expect(roomIn(quota(3, RESET, 10), RESET * 1000 - 1)).to.equal(3);
		expect(roomIn(quota(3, RESET, 10), RESET * 1000)).to.equal(10);
		expect(roomIn(quota(3), RESET * 1000)).to.equal(Number.POSITIVE_INFINITY);
	});
});
