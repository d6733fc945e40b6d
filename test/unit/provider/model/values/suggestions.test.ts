import { expect } from "chai";
import fc from "fast-check";
import { INPUT_NAMES } from "../../../../../provider/model/token/fields";
import { KNOWN_SCOPES } from "../../../../../provider/model/values/scopes";
import { suggestion } from "../../../../../provider/model/values/suggestions";

describe("suggestion", () => {
	for (const [text, meant] of [
		["read_registry", "read_registry"],
		["READ-REGISTRY", "read_registry"],
		["readRegistry", "read_registry"],
		["red_registry", "read_registry"],
		["read_regstri", "read_registry"],
		["write_packge_registry", "write_package_registry"],
		["read_regis", undefined],
		["api", undefined],
		["write_repository", undefined],
		["", undefined],
		["!!!", undefined],
		["a".repeat(101), undefined],
	] as const)
		it(`is ${meant ?? "nothing"} for ${JSON.stringify(text).slice(0, 40)}`, () => {
			expect(suggestion(text, KNOWN_SCOPES)).to.equal(meant);
		});

	it("is the nearest of several", () => {
		expect(suggestion("abcd", ["abxy", "abcx", "abce"])).to.equal("abcx");
		expect(suggestion("abcd", [])).to.equal(undefined);
	});

	it("is each candidate in spite of one typo, and always one of them or nothing", () => {
		fc.assert(
			fc.property(
				fc.constantFrom(...INPUT_NAMES),
				fc.nat(20),
				fc.constantFrom("", "x", "_"),
				(name, at, slip) => {
					const text = `${name.slice(0, at)}${slip}${name.slice(at + 1)}`;
					expect(INPUT_NAMES).to.include(suggestion(text, INPUT_NAMES));
				},
			),
		);
		fc.assert(
			fc.property(fc.string({ unit: "binary" }), (text) => {
				expect([...KNOWN_SCOPES, undefined]).to.include(suggestion(text, KNOWN_SCOPES));
			}),
		);
	});
});
