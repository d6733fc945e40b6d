import { expect } from "chai";
import { Progress } from "../../../../../provider/runtime/set/progress";
import { Time } from "../../../../lifecycle/harness/time";

const START = "2031-03-01T12:00:00Z";

/** What is told of `total` tokens that take `stepMs` each. */
function told(total: number, stepMs: number): string[] {
	const clock = new Time(START);
	const lines: string[] = [];
	const progress = new Progress(total, "made", { clock, report: (line) => lines.push(line) });
	for (let step = 0; step < total; step += 1) {
		clock.advance(stepMs);
		progress.step();
	}
	return lines;
}

describe("Progress", () => {
	it("says nothing of work of less than ten seconds, however much it is", () => {
		expect(told(10_000, 0.99)).to.deep.equal([]);
		expect(told(9, 1_100)).to.deep.equal([]);
	});

	it("says every ten seconds how far long work has come", () => {
		expect(told(1_000, 30)).to.deep.equal(["334 of 1,000 tokens made", "668 of 1,000 tokens made"]);
		expect(told(12_345, 4)).to.deep.equal([
			"2,500 of 12,345 tokens made",
			"5,000 of 12,345 tokens made",
			"7,500 of 12,345 tokens made",
			"10,000 of 12,345 tokens made",
		]);
	});

	it("says nothing of the last one: the end says that", () => {
		expect(told(1, 60_000)).to.deep.equal([]);
		expect(told(2, 60_000)).to.deep.equal(["1 of 2 tokens made"]);
	});

	it("says nothing where there is nothing to do", () => {
		expect(told(0, 60_000)).to.deep.equal([]);
	});
});
