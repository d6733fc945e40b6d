import { expect } from "chai";
import { Progress } from "../../../../../provider/runtime/set/progress";
import { Time } from "../../../../lifecycle/harness/time";

const START = "2031-03-01T12:00:00Z";

/** The lines reported for `total` tokens that take `stepMs` each. */
function reported(total: number, stepMs: number): string[] {
	const clock = new Time(START);
	const lines: string[] = [];
	const progress = new Progress(total, "created", { clock, report: (line) => lines.push(line) });
	for (let step = 0; step < total; step += 1) {
		clock.advance(stepMs);
		progress.step();
	}
	return lines;
}

describe("Progress", () => {
	it("reports nothing of work that takes less than ten seconds, however much it is", () => {
		expect(reported(10_000, 0.99)).to.deep.equal([]);
		expect(reported(9, 1_100)).to.deep.equal([]);
	});

	it("reports the progress of long work every ten seconds", () => {
		expect(reported(1_000, 30)).to.deep.equal(["334 of 1,000 tokens created", "668 of 1,000 tokens created"]);
		expect(reported(12_345, 4)).to.deep.equal([
			"2,500 of 12,345 tokens created",
			"5,000 of 12,345 tokens created",
			"7,500 of 12,345 tokens created",
			"10,000 of 12,345 tokens created",
		]);
	});

	it("does not report the last item: the end does", () => {
		expect(reported(1, 60_000)).to.deep.equal([]);
		expect(reported(2, 60_000)).to.deep.equal(["1 of 2 tokens created"]);
	});

	it("reports nothing where there is nothing to do", () => {
		expect(reported(0, 60_000)).to.deep.equal([]);
	});
});
