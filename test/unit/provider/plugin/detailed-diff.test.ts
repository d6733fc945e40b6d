import { expect } from "chai";
import { differences, rootOf } from "../../../../provider/plugin/detailed-diff";

describe("differences", () => {
	for (const { what, before, after, found } of [
		{ what: "nothing", before: { a: 1, b: [1] }, after: { b: [1], a: 1 }, found: {} },
		{ what: "an added property", before: {}, after: { a: 1 }, found: { a: "add" } },
		{ what: "a removed property", before: { a: 1 }, after: {}, found: { a: "delete" } },
		{ what: "another value", before: { a: 1 }, after: { a: "1" }, found: { a: "update" } },
		{
			what: "members of a list",
			before: { a: ["x", "y", "z"] },
			after: { a: ["x", "w"] },
			found: { "a[1]": "update", "a[2]": "delete" },
		},
		{
			what: "members of a map, by keys of any letters",
			before: { a: { plain: 1, "with.dot": 1, 'with"quote': 1 } },
			after: { a: { plain: 2, "with.dot": 2 } },
			found: { 'a["plain"]': "update", 'a["with.dot"]': "update", 'a["with\\"quote"]': "delete" },
		},
		{
			what: "members of a map, by keys that every object has",
			before: { a: { toString: 1 } },
			after: { a: { constructor: 1 } },
			found: { 'a["toString"]': "delete", 'a["constructor"]': "add" },
		},
		{
			what: "properties of the members of a map",
			before: { a: { web: { scopes: ["x"], b: 1 } } },
			after: { a: { web: { scopes: ["y"] }, api: { b: 1 } } },
			found: { 'a["web"].scopes[0]': "update", 'a["web"].b': "delete", 'a["api"]': "add" },
		},
		{
			what: "a map as a whole, where the engine cannot read the path to a member",
			before: { a: { "back\\": 1 } },
			after: { a: { "back\\": 2, plain: 1 } },
			found: { a: "update" },
		},
		{ what: "a list in place of a string", before: { a: "x" }, after: { a: ["x"] }, found: { a: "update" } },
		{
			what: "the engine's own properties",
			before: { __provider: "x" },
			after: { __defaults: [] },
			found: {},
		},
	])
		it(`are listed by path for ${what}`, () => {
			expect(Object.fromEntries(differences(before, after))).to.deep.equal(found);
		});

	it("are listed for the whole property where no path may lead into it", () => {
		const found = differences({ a: { b: 1 } }, { a: { b: 2 } }, ["a"]);
		expect([...found]).to.deep.equal([["a", "update"]]);
	});

	it("begin with the property that a declaration names", () => {
		expect(["a", "a.b", 'a["b.c"][0]', "a[1]"].map(rootOf)).to.deep.equal(["a", "a", "a", "a"]);
	});
});
