import { expect } from "chai";
import fc from "fast-check";
import { findDeployTokenSecrets, findSecrets } from "../../tools/secret-search.mjs";
import { itHolds } from "../support/it-holds";

const SECRET = "glpat-administrator+of/all=";

/** How a secret can leak, apart from the surrounding text. */
const SPELLINGS: Readonly<Record<string, (before: string, secret: string, after: string) => string>> = {
	"as it is": (before, secret, after) => before + secret + after,
	"URL-encoded": (before, secret, after) => encodeURIComponent(before + secret + after),
	"in JSON": (before, secret, after) => JSON.stringify({ [before]: secret + after }),
	"in Base64": (before, secret, after) => Buffer.from(before + secret + after).toString("base64"),
	"in URL-safe Base64": (before, secret, after) => Buffer.from(before + secret + after).toString("base64url"),
	"in hex": (before, secret, after) => Buffer.from(before + secret + after).toString("hex"),
};

describe("the search for secrets", () => {
	const around = fc.string({ unit: "grapheme-ascii", maxLength: 20 });
	const deployToken = fc.stringMatching(/^gldt-[A-Za-z0-9_-]{20}$/);
	const secret = fc.oneof(fc.constant(SECRET), deployToken);

	for (const [spelling, spell] of Object.entries(SPELLINGS)) {
		itHolds(
			`finds one that is written ${spelling}, in any surrounding text`,
			around,
			secret,
			around,
			(before, hidden, after) => {
				const text = spell(before, hidden, after);
				expect(findSecrets([{ name: "a file", text }], [hidden])).to.not.deep.equal([]);
			},
		);

		itHolds(
			`finds a deploy token's without knowing it, written ${spelling}`,
			around,
			deployToken,
			around,
			(before, hidden, after) => {
				const text = spell(before, hidden, after);
				expect(findDeployTokenSecrets([{ name: "a file", text }])).to.not.deep.equal([]);
			},
		);
	}

	it("finds none in a text without one", () => {
		const text = "glpat-[redacted] and gitlab+deploy-token-1 and Z2xwYXQtYWRtaW5pc3Ry";
		expect(findSecrets([{ name: "a file", text }], [SECRET])).to.deep.equal([]);
		expect(findDeployTokenSecrets([{ name: "a file", text }])).to.deep.equal([]);
	});

	it("names the place, and not the secret", () => {
		const found = findSecrets([{ name: "state/dev.json", text: SECRET }], [SECRET]).join();
		expect(found).to.contain("state/dev.json").and.not.contain(SECRET);
	});
});
