import { expect } from "chai";
import { useSets } from "../sets/harness/use-set";
import { useGitLab } from "./harness/use-gitlab";

const FORGETTING = { GITLAB_FORGET_OWNERS: "projects/5" };

describe("a refresh with `forgetOwners` that names an owner which still exists", () => {
	const under = useGitLab();

	it("names the token that leaves the state and stays active", async () => {
		const stack = await under.made({ ci: { project: "grp/proj", scopes: ["read_registry"] } });
		stack.env = FORGETTING;
		const { steps, said } = await stack.refresh();
		expect(steps).to.deep.equal({ ci: "gone" });
		expect(await under.gitlab.tokens()).to.have.length(1);
		expect(said.join()).to.match(/deploy token "ci" \(1\) of project grp\/proj.*GITLAB_FORGET_OWNERS/);
	});
});

describe("a set with `forgetOwners` that names an owner which still exists", () => {
	const under = useSets();
	const many = Object.fromEntries(Array.from({ length: 8 }, (_, n) => [`k${n}`, { project: 5 }]));

	it("names each token that a refresh drops, the replaced ones too", async () => {
		const set = await under.made({ scopes: ["read_registry"], tokens: { web: { project: 5 } } });
		set.declared = { scopes: ["read_repository"], tokens: { web: { project: 5 } } };
		await set.up();
		set.env = FORGETTING;
		const { said } = await set.refresh();
		expect(set.contents.tokens).to.deep.equal({});
		expect(set.contents.retired ?? []).to.deep.equal([]);
		for (const id of [1, 2]) expect(said.join("\n")).to.match(new RegExp(`\\b${id}\\b`));
	});

	it("names every token ID that a destroy leaves, however many", async () => {
		const set = await under.made({ scopes: ["read_registry"], tokens: many });
		set.env = FORGETTING;
		const { said } = await set.destroy();
		const left = await under.gitlab.tokenIds();
		expect(left).to.have.length(8);
		for (const id of left) expect(said.join("\n")).to.match(new RegExp(`\\b${id}\\b`));
	});
});
