import { expect } from "chai";
import fc from "fast-check";
import { isUnknown, UNKNOWN } from "../../../../../provider/model/values/unknown";

describe("isUnknown", () => {
	it("finds the engine's marker at any depth, and only as a whole value", () => {
		expect(isUnknown(UNKNOWN)).to.equal(true);
		expect(isUnknown([1, [UNKNOWN]])).to.equal(true);
		expect(isUnknown({ a: { b: [UNKNOWN] } })).to.equal(true);
		expect(isUnknown(`x${UNKNOWN}`)).to.equal(false);
		expect(isUnknown({ [UNKNOWN]: 1 })).to.equal(false);
	});

	it("finds nothing in what is known", () => {
		fc.assert(fc.property(fc.jsonValue(), (value) => void expect(isUnknown(value)).to.equal(false)));
		expect(isUnknown(undefined)).to.equal(false);
	});
});
