import { expect } from "chai";
import { coverageOf } from "./recorded/coverage";
import { loadHistories } from "./recorded/load";
import { disagreements } from "./recorded/replay";

describe("the engine model, against recordings of the real CLI", () => {
	const histories = loadHistories();

	it("has recordings of each verb, and of every kind of situation in an update", () => {
		const lacking = Object.entries(coverageOf(histories)).filter(([, steps]) => steps === 0);
		expect(lacking).to.deep.equal([]);
	});

	for (const { seed, engine, steps, table } of histories) {
		it(`history ${seed}, engine ${engine}`, async () => {
			const wrong: string[] = [];
			for (const [number, step] of steps.entries())
				for (const text of await disagreements(step, steps[number - 1]?.state ?? [], table))
					wrong.push(`step ${number} (${JSON.stringify(step.verb)}): ${text}`);
			expect(wrong, "disagreements").to.deep.equal([]);
		});
	}
});
