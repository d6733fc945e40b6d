import { expect } from "chai";
import { readOptions } from "./run/options";
import { runAll } from "./run/run-all";

/** The short form; the long one is `npm run test:histories`. */
const SHORT = ["--seed", "short", "--histories", "100", "--steps", "20"];

describe("100 random histories", () => {
	it("delete no recorded token, lose none, and leave no orphan", async function () {
		this.timeout(600_000);
		const shown: string[] = [];
		const { failed } = await runAll(readOptions(SHORT), (text) => shown.push(text));
		expect(failed, shown.join("\n")).to.equal(0);
	});

	it("are reproducible", async function () {
		this.timeout(180_000);
		const courses = [];
		for (let run = 0; run < 2; run += 1) {
			const shown: string[] = [];
			await runAll(readOptions([...SHORT, "--history", "7"]), (text) => shown.push(text));
			courses.push(shown.join("\n").replaceAll(/gldt-[\w-]+|request ID \w+/g, "…"));
		}
		expect(courses[1]).to.equal(courses[0]);
	});
});
