import { expect } from "chai";
import { type Lookalike, lookalikesWarning } from "../../../../../provider/runtime/process/lookalikes";
import { namedLookalikes } from "../../../../support/lookalikes";

const lookalike = (nth: number): Lookalike => ({
	id: { owner: nth % 2 === 0 ? { kind: "group", ref: 7 } : { kind: "project", ref: 5 }, tokenId: nth },
	host: "https://gitlab.example.com",
});
const lookalikes = (count: number) => Array.from({ length: count }, (_, index) => lookalike(index + 1));

describe("the warning about look-alikes", () => {
	it("names one token by ID and owner", () => {
		expect(lookalikesWarning(lookalikes(1))).to.equal(
			"warning: found 1 active deploy token identical to one being created, and this run has not seen it in the state: 1 of project 5. Another resource or stack may own it, or an interrupted run may have left it. Nothing was deleted. docs/orphans.md says how to check which it is.",
		);
	});

	it("names several by owner", () => {
		expect(lookalikesWarning(lookalikes(3))).to.equal(
			"warning: found 3 active deploy tokens identical to ones being created, and this run has not seen them in the state: 1, 3 of project 5; 2 of group 7. Another resource or stack may own them, or an interrupted run may have left them. Nothing was deleted. docs/orphans.md says how to check which they are.",
		);
	});

	it("names all of many tokens, and recommends no deletion", () => {
		const warning = lookalikesWarning(lookalikes(200));
		expect(namedLookalikes(warning)).to.have.members(lookalikes(200).map(({ id }) => id.tokenId));
		expect(warning).to.not.match(/delete them|remove|reclaim/i);
	});
});
