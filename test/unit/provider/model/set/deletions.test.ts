import { expect } from "chai";
import { tooManyDeletions } from "../../../../../provider/model/set/deletions";
import { UNKNOWN } from "../../../../../provider/model/values/unknown";

const TEN = Array.from({ length: 10 }, (_, n) => `k${n}`);

/** What is said where the first `count` of ten keys go, and `more` come. */
const gone = (count: number, maxDeletions: number | string | undefined, more: string[] = []) =>
	tooManyDeletions(TEN, new Set([...TEN.slice(count), ...more]), maxDeletions);

describe("tooManyDeletions", () => {
	for (const [count, limit] of [
		[0, 0],
		[2, 2],
		[2, "20%"],
		[2, "29.9%"],
		[10, 10],
		[10, "100%"],
		[10, undefined],
		[10, UNKNOWN],
	] as const)
		it(`allows ${count} of 10 deletions where maxDeletions is ${limit === UNKNOWN ? "not known" : limit}`, () => {
			expect(gone(count, limit)).to.equal(undefined);
			expect(gone(count, limit, ["new", "newer"])).to.equal(undefined);
		});

	for (const [count, limit, allowed] of [
		[1, 0, 0],
		[3, 2, 2],
		[3, "20%", 2],
		[1, "9%", 0],
		[10, "99%", 9],
	] as const)
		it(`refuses ${count} of 10 deletions where maxDeletions is ${limit}, and names the keys`, () => {
			expect(gone(count, limit, ["new"]))
				.to.contain(`allows ${allowed} of 10 tokens to be deleted, and ${count} would`)
				.and.contain('"k0"');
		});

	it("accepts a percentage with a fraction", () => {
		expect(gone(1, "10.125%")).to.equal(undefined);
		expect(gone(2, "19.999%")).to.contain("allows 1 of 10");
	});

	it("names up to five keys, and only the first few of more", () => {
		expect(gone(5, 0)).to.contain('"k0", "k1", "k2", "k3", "k4".');
		expect(gone(10, 0)).to.contain('"k0", "k1", "k2", "k3", "k4" and 5 more');
	});

	it("counts the keys that have a token, not one whose token an incomplete update deleted already", () => {
		expect(tooManyDeletions(["b", "c"], new Set(["c"]), 1)).to.equal(undefined);
		expect(tooManyDeletions(["a", "b", "c"], new Set(["c"]), 1)).to.contain("2 would be");
	});
});
