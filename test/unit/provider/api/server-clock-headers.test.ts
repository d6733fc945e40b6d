import { expect } from "chai";
import { ServerClock } from "../../../../provider/api/server-clock";

const NOW = Date.parse("2031-03-01T12:00:00Z");

describe("GitLab's clock", () => {
	const clock = { now: () => NOW, sleep: async () => {} };
	const clockAfter = (date: string, age?: string) => {
		const server = new ServerClock(clock);
		server.note(date, age);
		return server.now();
	};

	for (const date of [
		"-1",
		"0",
		"foo 2099",
		"2099",
		"Sat, 01 Mar 275000 12:00:00 GMT",
		"+275000-01-01T00:00:00Z",
	])
		it(`does not follow an invalid HTTP date: ${date}`, () => {
			expect(clockAfter(date)).to.equal(NOW);
		});

	it("follows an HTTP date", () => {
		expect(clockAfter("Sat, 01 Mar 2031 13:00:00 GMT")).to.equal(NOW + 3_600_500);
	});

	it("adds the age of a response from a proxy's cache", () => {
		expect(clockAfter("Sat, 01 Mar 2031 11:00:00 GMT", "3600")).to.equal(NOW);
	});
});
