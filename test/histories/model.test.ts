import { expect } from "chai";
import { loadHistories } from "./recorded/load";
import { disagreements } from "./recorded/replay";

describe("the engine model, against recordings of the real CLI", () => {
	for (const { seed, engine, steps, table } of loadHistories()) {
		it(`history ${seed}, engine ${engine}`, async () => {
			const wrong: string[] = [];
			for (const [number, step] of steps.entries())
				for (const text of await disagreements(step, steps[number - 1]?.state ?? [], table))
					wrong.push(`step ${number} (${JSON.stringify(step.verb)}): ${text}`);
			expect(wrong, "disagreements").to.deep.equal([]);
		});
	}
});
