import { expect } from "chai";
import { findSecrets } from "../engine/harness/secrets";
import { FAULT_NAMES } from "./fault-kinds";
import { type FaultRunResult, faultRun } from "./fault-run";

/**
 * The short form of `npm run test:faults`: 100 stacks with four operations each. What an update leaves behind, in GitLab
 * or in the provider process, is seen by the second one after it at the earliest.
 */
describe("400 operations with faults on their way", function () {
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

	it("make no token twice", () => {
		expect(result.duplicates).to.deep.equal([]);
	});

	it("delete nothing that is held, or that is somebody else's", () => {
		expect(result.wrongDeletes).to.deep.equal([]);
	});

	it("fail with an error with a code, or do not fail", () => {
		expect(result.others).to.deep.equal([]);
	});

	it("send nothing to another host", () => {
		expect(result.sentElsewhere).to.equal(0);
	});

	it("print no secret and no credential", () => {
		expect(findSecrets(result.said, result.secrets)).to.deep.equal([]);
	});

	it("meet nearly every fault there is", () => {
		const met = FAULT_NAMES.filter((name) => result.endings.has(name));
		expect(met.length).to.be.greaterThan(FAULT_NAMES.length / 2);
		expect(result.endings.get("none")?.get("ok")).to.be.greaterThan(100);
	});
});
