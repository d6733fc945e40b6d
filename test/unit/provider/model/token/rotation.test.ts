import { expect } from "chai";
import fc from "fast-check";
import { isDueForRotation } from "../../../../../provider/model/token/rotation";

const EXPIRES_AT = "2031-05-30T12:00:00.000Z";
const EXPIRY_MS = Date.parse(EXPIRES_AT);
const MINUTE_MS = 60_000;

describe("isDueForRotation", () => {
	it("is true from the window's first instant on, and after the expiry", () => {
		fc.assert(
			fc.property(
				fc.integer({ min: 1, max: 1_000_000 }),
				fc.integer({ min: -1e12, max: 1e12 }),
				(minutes, sinceMs) => {
					const nowMs = EXPIRY_MS - minutes * MINUTE_MS + sinceMs;
					expect(isDueForRotation(EXPIRES_AT, `${minutes}m`, nowMs)).to.equal(sinceMs >= 0);
				},
			),
			{
				examples: [
					[1, 0],
					[1, -1],
					[43_200, 0],
				],
			},
		);
	});

	it("is false without a window or without an expiry", () => {
		expect(isDueForRotation(EXPIRES_AT, undefined, EXPIRY_MS)).to.equal(false);
		expect(isDueForRotation(undefined, "30d", EXPIRY_MS)).to.equal(false);
	});

	it("is false while the window is not known, as in a preview", () => {
		expect(isDueForRotation(EXPIRES_AT, "04da6b54-80e4-46f7-96ec-b56ff0331ba9", EXPIRY_MS)).to.equal(false);
	});
});
