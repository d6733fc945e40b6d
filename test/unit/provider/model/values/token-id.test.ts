import { expect } from "chai";
import fc from "fast-check";
import {
	formatShortTokenId,
	formatTokenId,
	parseShortTokenId,
	parseTokenId,
} from "../../../../../provider/model/values/token-id";
import { numbers } from "../token/declarations";

describe("a token's id", () => {
	it("is written like GitLab's own address of the token", () => {
		expect(formatTokenId({ owner: { kind: "project", ref: 5 }, tokenId: 12 })).to.equal(
			"projects/5/deploy_tokens/12",
		);
		expect(formatTokenId({ owner: { kind: "group", ref: 7 }, tokenId: 1 })).to.equal(
			"groups/7/deploy_tokens/1",
		);
	});

	it("is short in the state of a set", () => {
		expect(formatShortTokenId({ owner: { kind: "project", ref: 5 }, tokenId: 12 })).to.equal("p5/12");
		expect(formatShortTokenId({ owner: { kind: "group", ref: 7 }, tokenId: 1 })).to.equal("g7/1");
	});
});

const FORMS = [
	{ format: formatTokenId, parse: parseTokenId, address: (kind: string) => `${kind}s/%/deploy_tokens/` },
	{ format: formatShortTokenId, parse: parseShortTokenId, address: (kind: string) => `${kind[0]}%/` },
];

for (const { format, parse, address } of FORMS)
	describe(parse.name, () => {
		it("reads an ID that it wrote", () => {
			fc.assert(
				fc.property(
					fc.constantFrom("project" as const, "group" as const),
					numbers,
					numbers,
					(kind, ref, tokenId) => {
						const id = { owner: { kind, ref }, tokenId };
						expect(parse(format(id))).to.deep.equal(id);
					},
				),
				{ examples: [["project", Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER]] },
			);
		});

		it("reads nothing that it would write differently", () => {
			const parts = fc.constantFrom(
				"projects",
				"groups",
				"deploy_tokens",
				"/",
				"//",
				"0",
				"5",
				"05",
				"-1",
				"1e3",
				"9".repeat(15),
				"9".repeat(17),
				" ",
				"\n",
				"%2F",
				"..",
			);
			const nearly = fc.array(parts, { maxLength: 9 }).map((all) => all.join(""));
			const addresses = fc
				.tuple(fc.constantFrom("project", "group", "user"), parts, parts)
				.map(([kind, owner, token]) => address(kind).replace("%", owner) + token);
			fc.assert(
				fc.property(fc.oneof(fc.string({ unit: "binary" }), nearly, addresses), (text) => {
					const id = parse(text);
					if (id !== undefined) expect(format(id)).to.equal(text);
				}),
			);
		});

		for (const text of [
			"",
			"5",
			"grp/proj:5",
			"projects/5",
			"projects/5/deploy_tokens",
			"projects/5/deploy_tokens/",
			"projects/0/deploy_tokens/1",
			"projects/5/deploy_tokens/0",
			"projects/05/deploy_tokens/1",
			"projects/-5/deploy_tokens/1",
			"projects/grp%2Fproj/deploy_tokens/1",
			"Projects/5/deploy_tokens/1",
			"users/5/deploy_tokens/1",
			"/projects/5/deploy_tokens/1",
			"projects/5/deploy_tokens/1/",
			"projects/5/deploy_tokens/1\n",
			"projects/9007199254740993/deploy_tokens/1",
			"projects/5/deploy_tokens/9999999999999999",
			"p",
			"p5",
			"p/5",
			"p0/1",
			"p5/0",
			"u5/1",
			"p5/1/",
			"xp5/1",
			"p5/1\n",
			"p5/9999999999999999",
		])
			it(`reads nothing from ${JSON.stringify(text)}`, () => {
				expect(parse(text)).to.equal(undefined);
			});
	});
