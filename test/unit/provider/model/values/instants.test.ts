import { expect } from "chai";
import fc from "fast-check";
import { hasPassed, NEVER, parseInstant } from "../../../../../provider/model/values/instants";
import { itHolds } from "../../../../support/it-holds";
import { cpuMs } from "../../api/cpu-time";

const FIRST = new Date("0001-01-01T00:00:00.000Z");
const LAST = new Date("9999-12-31T23:59:59.999Z");

const parsed = (value: unknown) => {
	const instant = parseInstant(value);
	return "value" in instant ? instant.value : instant.reason;
};

const dates = fc.date({ min: FIRST, max: LAST, noInvalidDate: true });

/** Ways to write the same instant: with an offset of so many minutes, with digits more or fewer. */
function spellings(date: Date, offsetMinutes: number, moreDigits: string): string[] {
	const shifted = new Date(date.getTime() + offsetMinutes * 60_000).toISOString().slice(0, -1);
	const sign = offsetMinutes < 0 ? "-" : "+";
	const two = (n: number) => `${Math.trunc(Math.abs(n))}`.padStart(2, "0");
	const offset = `${sign}${two(offsetMinutes / 60)}:${two(offsetMinutes % 60)}`;
	const all = [`${shifted}${offset}`, `${shifted}${moreDigits}${offset}`, date.toISOString()];
	const fraction = date.getUTCMilliseconds();
	if (fraction % 100 === 0) all.push(`${shifted.slice(0, -2)}${offset}`);
	if (fraction === 0) all.push(`${shifted.slice(0, -4)}${offset}`);
	return all;
}

describe("parseInstant", () => {
	const read: [string, string][] = [
		["2031-05-01", "2031-05-01T00:00:00.000Z"],
		["2028-02-29", "2028-02-29T00:00:00.000Z"],
		["2000-02-29", "2000-02-29T00:00:00.000Z"],
		["0001-01-01", "0001-01-01T00:00:00.000Z"],
		["9999-12-31", "9999-12-31T00:00:00.000Z"],
		["2031-05-01T12:00:00Z", "2031-05-01T12:00:00.000Z"],
		["2031-05-01T12:00:00.5Z", "2031-05-01T12:00:00.500Z"],
		["2031-05-01T12:00:00.123999Z", "2031-05-01T12:00:00.123Z"],
		["2031-05-01T12:00:00.123456789012345Z", "2031-05-01T12:00:00.123Z"],
		["2031-05-01T00:30:00+02:00", "2031-04-30T22:30:00.000Z"],
		["2031-05-01T00:30:00-11:30", "2031-05-01T12:00:00.000Z"],
		["2031-05-01T00:00:00-00:00", "2031-05-01T00:00:00.000Z"],
		["3000-01-01", NEVER],
		["3000-01-01T01:00:00+01:00", NEVER],
	];
	for (const [text, instant] of read)
		it(`reads ${text}`, () => {
			expect(parsed(text)).to.equal(instant);
		});

	const refused: [unknown, RegExp][] = [
		["", /is not a date/],
		["tomorrow", /is not a date .*`2031-05-01`/],
		["2031", /is not a date/],
		["20310501", /is not a date/],
		["01/02/2031", /is not a date/],
		["1893456000", /is not a date/],
		["2030-02-30", /of the calendar/],
		["2029-02-29", /of the calendar/],
		["2100-02-29", /of the calendar/],
		["2031-13-01", /of the calendar/],
		["2031-00-01", /of the calendar/],
		["2031-05-01T24:00:00Z", /of the calendar/],
		["2031-05-01T12:60:00Z", /of the calendar/],
		["2031-05-01T12:00:60Z", /of the calendar/],
		["2031-05-01T12:00:00+25:00", /of the calendar/],
		["2031-05-01T12:00:00+0200", /of the calendar/],
		["2031-05-01T12:00:00 Z", /of the calendar/],
		["2031-05-01foo", /of the calendar/],
		["2031-05-01Z", /of the calendar/],
		["2031-05-01T12:00Z", /malformed/],
		["2031-05-01\n", /of the calendar/],
		["2031-05-01T12:00:00", /no time zone/],
		["2031-05-01 12:00:00", /no time zone/],
		["2031-05-01T12:00", /no time zone/],
		["0000-01-01", /outside the years/],
		["0001-01-01T00:00:00+01:00", /outside the years/],
		["9999-12-31T23:59:59-01:00", /outside the years/],
		["+010000-01-01T00:00:00Z", /is not a date/],
		[undefined, /as a string/],
		[null, /as a string/],
		[1893456000, /as a string/],
		[true, /as a string/],
		[{}, /as a string/],
		[["2031-05-01"], /as a string/],
	];
	for (const [value, reason] of refused)
		it(`refuses ${JSON.stringify(value)}`, () => {
			expect(parseInstant(value)).to.have.property("reason").that.matches(reason);
		});

	it("reads every notation of an instant alike", () => {
		const offsets = fc.integer({ min: -23 * 60 - 59, max: 23 * 60 + 59 });
		const inner = fc.date({ min: new Date("0002-01-01"), max: new Date("9998-01-01"), noInvalidDate: true });
		const round = fc.oneof(
			inner,
			...[1_000, 100].map((ms) => inner.map((date) => new Date(Math.floor(date.getTime() / ms) * ms))),
		);
		fc.assert(
			fc.property(round, offsets, fc.stringMatching(/^\d{1,9}$/), (date, offset, more) => {
				for (const text of spellings(date, offset, more))
					expect(parsed(text), text).to.equal(date.toISOString());
			}),
		);
	});

	it("returns its own results unchanged, and every Date from year 1 to 9999", () => {
		fc.assert(
			fc.property(dates, (date) => {
				expect(parsed(date.toISOString())).to.equal(date.toISOString());
			}),
			{ examples: [[FIRST], [LAST]] },
		);
	});

	itHolds(
		"accepts every day of the calendar, and no other",
		fc.integer({ min: 1, max: 9999 }),
		fc.integer({ min: 0, max: 13 }),
		fc.integer({ min: 0, max: 32 }),
		(year, month, day) => {
			const text = `${`${year}`.padStart(4, "0")}-${`${month}`.padStart(2, "0")}-${`${day}`.padStart(2, "0")}`;
			const days = [31, leap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0;
			const exists = day >= 1 && day <= days;
			expect("value" in parseInstant(text), text).to.equal(exists);
		},
	);

	it("never throws for any value", () => {
		const nearly = fc.stringMatching(/^\d{4}-\d{2}-\d{2}[T ]?[0-9:.Z+-]{0,16}$/);
		fc.assert(
			fc.property(fc.oneof(fc.jsonValue(), fc.string({ unit: "binary" }), nearly), (value) => {
				const instant = parseInstant(value);
				if ("value" in instant) expect(instant.value).to.match(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
				else expect(instant.reason).to.match(/^\S.*\S$/);
			}),
		);
	});

	it("takes time proportional to the length of the text", () => {
		const took = cpuMs(() => {
			for (const text of [
				`2031-05-01T12:00:00.${"1".repeat(1e6)}`,
				"2031-05-01".repeat(1e5),
				"1".repeat(1e6),
			])
				parseInstant(text);
		});
		expect(took).to.be.lessThan(1_000);
	}).timeout(180_000);
});

function leap(year: number): boolean {
	return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

describe("hasPassed", () => {
	it("is true at the instant itself", () => {
		const at = "2031-05-01T00:00:00.000Z";
		expect(hasPassed(at, Date.parse(at) - 1)).to.equal(false);
		expect(hasPassed(at, Date.parse(at))).to.equal(true);
		expect(hasPassed(at, Date.parse(at) + 1)).to.equal(true);
	});
});
