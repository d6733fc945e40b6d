import { expect } from "chai";
import { type Lookalike, lookalikesWarning } from "../../../../../provider/runtime/process/lookalikes";

const twin = (nth: number): Lookalike => ({
	id: { owner: nth % 2 === 0 ? { kind: "group", ref: 7 } : { kind: "project", ref: 5 }, tokenId: nth },
	name: `n${nth}`,
	host: "https://gitlab.example.com",
	connection: "gitlab",
});
const twins = (count: number) => Array.from({ length: count }, (_, index) => twin(index + 1));

describe("twinsSentence", () => {
	it("tells of one token, and with what it is deleted", () => {
		expect(lookalikesWarning(twins(1), "gitlab")).to.equal(
			'warning: 1 live deploy token is like what is created now, and this stack does not know it: "n1" (1) of project 5. If no other stack has made it, an interrupted run left it, and nobody holds the secret: the next `pulumi up` deletes it with GITLAB_RECLAIM=projects/5/deploy_tokens/1 (or `gitlab:reclaim`).',
		);
	});

	it("tells of two by the settings of their connection", () => {
		expect(lookalikesWarning(twins(2), "second")).to.equal(
			'warning: 2 live deploy tokens are like what is created now, and this stack does not know them: "n1" (1) of project 5, "n2" (2) of group 7. If no other stack has made them, an interrupted run left them, and nobody holds the secret: the next `pulumi up` deletes them with SECOND_RECLAIM=projects/5/deploy_tokens/1,groups/7/deploy_tokens/2 (or `second:reclaim`).',
		);
	});

	for (const [count, named, more] of [
		[5, 5, undefined],
		[6, 5, ", and 1 more."],
		[200, 5, ", and 195 more."],
	] as const)
		it(`names ${named} of ${count}, and all of them in the setting`, () => {
			const sentence = lookalikesWarning(twins(count), "gitlab");
			const [, list = "", setting = ""] = /know them: (.*?\.) If .*GITLAB_RECLAIM=(\S+)/.exec(sentence) ?? [];
			expect(list.match(/"n\d+" \(\d+\)/g)).to.have.length(named);
			if (more === undefined) expect(list).to.not.contain("more");
			else expect(list.endsWith(more)).to.equal(true);
			expect(setting.split(",")).to.have.length(count);
		});
});
