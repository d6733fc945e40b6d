import { expect } from "chai";
import { useSets } from "./harness/use-set";

describe("a set with more unconfirmed creations than one error explains", () => {
	const under = useSets();

	it("names every token that may be left by its ID", async () => {
		const keys = Array.from({ length: 55 }, (_, n) => `k${n}`);
		const set = under.set({
			scopes: ["read_registry"],
			tokens: Object.fromEntries(keys.map((key) => [key, { project: 5 }])),
		});
		await under.gitlab.fault({
			method: "POST",
			path: "deploy_tokens",
			times: 99,
			kind: "drop-after-commit",
		} as never);
		const { error } = await set.up();
		const left = await under.gitlab.tokenIds();
		expect(left).to.have.length(55);
		const text = error?.reasons?.join("\n") ?? "";
		expect(left.filter((id) => !text.includes(`deploy_tokens/${id})`))).to.deep.equal([]);
	}).timeout(180_000);
});
