import { expect } from "chai";
import { parseDuration, SettableClock } from "../src/clock";

function duration(text: string) {
	const parsed = parseDuration(text);
	if (parsed === undefined) throw new Error(`no duration: ${text}`);
	return parsed;
}

describe("SettableClock", () => {
	it("follows the real clock, then stays where it is set, then follows again", () => {
		let real = 1000;
		const clock = new SettableClock(() => real);
		expect(clock.now()).to.equal(1000);
		clock.set(5);
		real = 2000;
		expect(clock.now()).to.equal(5);
		clock.reset();
		expect(clock.now()).to.equal(2000);
	});

	it("advances a stopped clock by the duration, and a running one ahead of the real one", () => {
		let real = 0;
		const clock = new SettableClock(() => real);
		clock.advance(duration("PT1H"));
		real = 10;
		expect(clock.now()).to.equal(3_600_010);
		clock.set(0);
		clock.advance(duration("P1DT1S"));
		expect(clock.now()).to.equal(86_401_000);
	});

	it("refuses to leave the range of dates, and stays where it was", () => {
		const clock = new SettableClock(() => 1000);
		expect(() => clock.advance(duration("P999999Y"))).to.throw(RangeError);
		expect(clock.now()).to.equal(1000);
	});

	it("advances by months of the calendar", () => {
		const clock = new SettableClock(() => Date.parse("2030-01-31T00:00:00Z"));
		clock.advance(duration("P1M"));
		expect(new Date(clock.now()).toISOString()).to.equal("2030-02-28T00:00:00.000Z");
	});
});

describe("parseDuration", () => {
	for (const text of ["", "1h", "a while", "PT"])
		it(`refuses ${JSON.stringify(text)}`, () => {
			expect(parseDuration(text)).to.equal(undefined);
		});
});
