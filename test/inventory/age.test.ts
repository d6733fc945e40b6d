import { expect } from "chai";
import fc from "fast-check";
import { createdCell } from "../../inventory/src/formats/cells";
import { ageBrackets } from "../../inventory/src/join/age";
import { isOwnToken, ownToken as readOwnToken } from "../../inventory/src/states/own-token";
import { record } from "./made-up";
import { ownToken } from "./states";

const day = (number: number) => new Date(Date.UTC(2030, 0, number)).toISOString();

/** A token, held by a state that records when it was created (`=`) or created or adopted (`<`), or by none. */
function token(tokenId: number, kind?: "=" | "<", number = 0, by: "id" | "declaration" = "id") {
	const age = { at: day(number), wasCreated: kind === "=" };
	return { tokenId, holders: kind === undefined ? [] : [{ by, managed: record({ tokenId, age }) }] };
}

const bracketsOf = (...tokens: ReturnType<typeof token>[]) =>
	[...ageBrackets(tokens)].map(([id, { after, before }]) => [id, after, before]);

describe("the age of a token", () => {
	it("is known if its state shows that Pulumi created it", () => {
		expect(bracketsOf(token(5, "=", 3))).to.deep.equal([[5, day(3), day(3)]]);
	});

	it("has only an upper bound if Pulumi may have adopted it", () => {
		expect(bracketsOf(token(5, "<", 3))).to.deep.equal([[5, null, day(3)]]);
	});

	it("is between those of its neighbours by ID, in whatever order they are listed", () => {
		const brackets = bracketsOf(
			token(9, "<", 8),
			token(7),
			token(1),
			token(3, "=", 2),
			token(11),
			token(4, "<", 9),
		);
		expect(brackets).to.deep.equal([
			[1, null, day(2)],
			[3, day(2), day(2)],
			[4, day(2), day(8)],
			[7, day(2), day(8)],
			[9, day(2), day(8)],
			[11, day(2), null],
		]);
	});

	it("is unknown without a neighbour, and next to a token that only the declaration of an encrypted set matches", () => {
		expect(bracketsOf(token(1), token(2, "=", 3, "declaration"))).to.deep.equal([
			[1, null, null],
			[2, null, null],
		]);
	});

	it("is unknown where two neighbours contradict each other", () => {
		expect(bracketsOf(token(1, "=", 9), token(2), token(3, "<", 4), token(5))).to.deep.equal([
			[1, null, null],
			[2, null, null],
			[3, null, null],
			[5, day(9), null],
		]);
	});

	it("is never wrong where IDs are in the order of creation", () => {
		const made = fc.array(
			fc.record({
				gap: fc.nat(5),
				kind: fc.constantFrom(undefined, "=" as const, "<" as const),
				late: fc.nat(9),
			}),
			{ maxLength: 30 },
		);
		fc.assert(
			fc.property(made, (steps) => {
				let number = 0;
				const created = steps.map(({ gap, kind, late }, index) => {
					number += gap;
					const seen = kind === "<" ? number + late : number;
					return { truth: day(number), token: token(index + 1, kind, seen) };
				});
				const brackets = ageBrackets(created.map((each) => each.token));
				for (const { truth, token: each } of created) {
					const { after, before } = brackets.get(each.tokenId) ?? {};
					expect(after === null || (after as string) <= truth).to.equal(true);
					expect(before === null || (before as string) >= truth).to.equal(true);
				}
			}),
		);
	});

	const STATES = {
		"created it, with a lifetime": {
			outputs: { createdAt: day(3), expiresIn: "10d", expiresAt: day(13) },
			age: { at: day(3), wasCreated: true },
		},
		"created or adopted it, with a lifetime that came later": {
			outputs: { createdAt: day(3), expiresIn: "20d", expiresAt: day(13) },
			age: { at: day(3), wasCreated: false },
		},
		"created or adopted it, with an expiry": {
			outputs: { createdAt: day(3), expiresAt: day(13) },
			age: { at: day(3), wasCreated: false },
		},
		"imported it": { outputs: { expiresAt: day(13) }, age: undefined },
		"is damaged": { outputs: { createdAt: "soon" }, age: undefined },
	};
	for (const [what, { outputs, age }] of Object.entries(STATES))
		it(`is read from a state that ${what}`, () => {
			const resource = ownToken("dev", "projects/1/deploy_tokens/5", { name: "web", ...outputs }) as never;
			expect(isOwnToken(resource)).to.equal(true);
			const { managed } = readOwnToken(resource, record().source);
			expect(managed?.[0]?.age).to.deep.equal(age);
		});

	for (const [text, created] of [
		["", { after: null, before: null }],
		["2030-01-03", { after: day(3), before: day(3) }],
		["by 2030-01-03", { after: null, before: day(3) }],
		["from 2030-01-03 on", { after: day(3), before: null }],
		["2030-01-03 to 2030-01-09", { after: day(3), before: day(9) }],
	] as const)
		it(`is shown as "${text}"`, () => {
			expect(createdCell({ created } as never)).to.equal(text);
		});
});
