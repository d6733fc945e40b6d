import { expect } from "chai";
import { crash, withPlace } from "./provider-crash";
import { SCENARIOS } from "./scenarios";

/** The short form of `npm run test:crash`: one point of each kind that leaves something behind. */
const POINTS: readonly (readonly [
	scenario: string,
	at: number,
	served: boolean,
	orphans: "some" | "none",
])[] = [
	["create a token", 3, true, "some"],
	["create a token with a lifetime", 3, true, "some"],
	["create a set of 200", 100, true, "some"],
	["delete a set of 200", 100, true, "none"],
];

describe("a provider process that is killed", function () {
	this.timeout(180_000);

	for (const [name, at, served, orphans] of POINTS)
		it(`at request ${at} to ${name}, ${served ? "after" : "before"} GitLab executed it, leaves ${orphans === "some" ? "orphans that the next run names" : "nothing"}`, async () => {
			const scenario = SCENARIOS.find((each) => each.name === name);
			if (scenario === undefined) throw new Error(`there is no scenario ${name}`);
			const outcome = await withPlace((place) => crash(place, scenario, at, served));
			expect(outcome.faults).to.deep.equal([]);
			expect(outcome.crashed).to.equal(true);
			expect(outcome.orphans > 0).to.equal(orphans === "some");
			expect(outcome.left).to.equal(0);
		});
});
