import { expect } from "chai";
import { findSecrets } from "../../tools/secret-search.mjs";
import { FAULT_NAMES } from "./fault-kinds";
import { type FaultRunResult, faultRun } from "./fault-run";

/**
 * The short form of `npm run test:faults`: 100 stacks with four operations each. What an update leaves behind, in GitLab
 * or in the provider process, is seen by the second one after it at the earliest.
 */
describe("400 operations with injected faults", function () {
	this.timeout(180_000);
	let result: FaultRunResult;

	before(async () => {
		result = await faultRun({ seed: "short", operations: 400, lanes: 100 });
	});

	it("leave no orphan that was not reported as CREATE_UNCERTAIN", () => {
		expect(result.orphans).to.deep.equal([]);
	});

	it("lose no secret", () => {
		expect(result.lostSecrets).to.deep.equal([]);
	});

	it("create no token twice", () => {
		expect(result.duplicates).to.deep.equal([]);
	});

	it("delete nothing that is recorded, or that was created elsewhere", () => {
		expect(result.wrongDeletes).to.deep.equal([]);
	});

	it("fail only with errors that have a code", () => {
		expect(result.others).to.deep.equal([]);
	});

	it("send nothing to another host", () => {
		expect(result.sentElsewhere).to.equal(0);
	});

	it("print no secret and no credential", () => {
		expect(findSecrets(result.said, result.secrets)).to.deep.equal([]);
	});

	it("run into nearly every kind of fault", () => {
		const met = FAULT_NAMES.filter((name) => result.endings.has(name));
		expect(met.length).to.be.greaterThan(FAULT_NAMES.length / 2);
		expect(result.endings.get("none")?.get("ok")).to.be.greaterThan(100);
	});
});
