import { expect } from "chai";
import fc from "fast-check";
import { parseRubyDateTime } from "../src/ruby/date-time";

const now = Date.parse("2026-11-18T15:00:00Z");

function parsed(text: string): string | undefined {
	const instantMs = parseRubyDateTime(text, now);
	return instantMs === undefined ? undefined : new Date(instantMs).toISOString();
}

describe("parseRubyDateTime", () => {
	for (const [text, expected] of [
		["2030-01-01", "2030-01-01T00:00:00.000Z"],
		["2030-01-01T08:00:00Z", "2030-01-01T08:00:00.000Z"],
		["2030-01-01T08:00:00.123456Z", "2030-01-01T08:00:00.123Z"],
		["2030-01-01T08:00:00.1239Z", "2030-01-01T08:00:00.123Z"],
		["2030-01-01T08:00:00.5Z", "2030-01-01T08:00:00.500Z"],
		["2030-01-01T08:00:00+02:00", "2030-01-01T06:00:00.000Z"],
		["2030-01-01T08:00:00-0530", "2030-01-01T13:30:00.000Z"],
		["2030-01-01T08:00:00+2", "2030-01-01T06:00:00.000Z"],
		["2030-01-01T08:00:00 02:00", "2030-01-01T08:00:00.000Z"],
		["2030-01-01 08:00:00", "2030-01-01T08:00:00.000Z"],
		["2030-01-01T08:00", "2030-01-01T08:00:00.000Z"],
		["20300101", "2030-01-01T00:00:00.000Z"],
		["20300101T080000Z", "2030-01-01T08:00:00.000Z"],
		["2030/01/02", "2030-01-02T00:00:00.000Z"],
		["01/02/2030", "2030-02-01T00:00:00.000Z"],
		["01.02.2030", "2030-02-01T00:00:00.000Z"],
		["1 Jan 2030", "2030-01-01T00:00:00.000Z"],
		["Jan 2nd, 2030 5pm EST", "2030-01-02T22:00:00.000Z"],
		["2-Feb-2031", "2031-02-02T00:00:00.000Z"],
		["Wed, 01 Jan 2030 00:00:00 GMT", "2030-01-01T00:00:00.000Z"],
		["2030-W05", "2030-01-28T00:00:00.000Z"],
		["2030-W05-3", "2030-01-30T00:00:00.000Z"],
		["2030-001", "2030-01-01T00:00:00.000Z"],
		["2030-01-01foo", "2030-01-01T00:00:00.000Z"],
		["12", "2026-11-12T00:00:00.000Z"],
		["10:30", "2026-11-18T10:30:00.000Z"],
		["Monday", "2026-11-16T00:00:00.000Z"],
		["Sunday", "2026-11-15T00:00:00.000Z"],
		["5 May 68", "2068-05-05T00:00:00.000Z"],
		["5 May 69", "1969-05-05T00:00:00.000Z"],
		["2030-01-01T24:00:00Z", "2030-01-02T00:00:00.000Z"],
		["2030-01-01T08:00:60Z", "2030-01-01T08:00:59.000Z"],
		["1988-01-11T04:33:04-0600", "1988-01-11T10:33:04.000Z"],
		["0001-01-01T00:00:00Z", "0001-01-01T00:00:00.000Z"],
		["9999-12-31", "9999-12-31T00:00:00.000Z"],
	] as const)
		it(`reads ${JSON.stringify(text)}`, () => {
			expect(parsed(text)).to.equal(expected);
		});

	for (const text of [
		"",
		" ",
		"foo",
		"never",
		"tomorrow",
		"null",
		"2030",
		"2030-13-01",
		"2030-02-30",
		"1893456000",
		"2030-01-01T25:00:00Z",
		"2030-01-01T24:00:01Z",
		"2030-01-01T08:61:00Z",
		"2030-W54",
		"2030-366",
	])
		it(`refuses ${JSON.stringify(text)}`, () => {
			expect(parsed(text)).to.equal(undefined);
		});

	it("reads every instant that JavaScript writes, to the millisecond", () => {
		const range = { min: new Date("0000-01-01T00:00:00Z"), max: new Date("9999-12-31T23:59:59.999Z") };
		fc.assert(
			fc.property(fc.date({ ...range, noInvalidDate: true }), (date) => {
				expect(parsed(date.toISOString())).to.equal(date.toISOString());
			}),
		);
	});

	it("subtracts any offset", () => {
		const offset = fc.integer({ min: -14 * 60, max: 14 * 60 });
		fc.assert(
			fc.property(offset, fc.constantFrom(":", ""), (minutes, separator) => {
				const two = (value: number) => String(Math.floor(Math.abs(value))).padStart(2, "0");
				const zone = `${minutes < 0 ? "-" : "+"}${two(Math.abs(minutes) / 60)}${separator}${two(minutes % 60)}`;
				const instantMs = parseRubyDateTime(`2030-06-15T12:00:00${zone}`, now);
				expect(instantMs).to.equal(Date.parse("2030-06-15T12:00:00Z") - minutes * 60_000);
			}),
		);
	});

	it("never throws and never returns half a date", () => {
		fc.assert(
			fc.property(fc.string({ maxLength: 128 }), (text) => {
				expect(parseRubyDateTime(text, now)).to.satisfy(
					(value: unknown) => value === undefined || (Number.isInteger(value) && !Number.isNaN(value)),
				);
			}),
		);
	});
});
