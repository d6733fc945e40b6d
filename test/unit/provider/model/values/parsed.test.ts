import { expect } from "chai";
import fc from "fast-check";
import { inspect } from "../../../../../provider/model/values/parsed";
import { itHolds } from "../../../../support/it-holds";

describe("shown", () => {
	for (const [value, text] of [
		["a\nb", '"a\\nb"'],
		[5, "5"],
		[null, "null"],
		[undefined, "undefined"],
		[10n, "10"],
		[["a"], '["a"]'],
	] as const)
		it(`shows ${text}`, () => {
			expect(inspect(value)).to.equal(text);
		});

	itHolds(
		"shows any value on one line of at most 80 characters",
		fc.oneof(fc.jsonValue(), fc.string({ unit: "binary", maxLength: 200 })),
		(value) => {
			expect(inspect(value)).to.match(/^[^\n]{1,80}$/);
		},
	);
});
