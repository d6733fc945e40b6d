import { expect } from "chai";
import { useGitLab } from "./harness/use-gitlab";

const BASICS = { project: 5, name: "ci" };
const TWO = ["read_repository", "read_registry"];

describe("scopes", () => {
	const under = useGitLab();

	for (const [title, scopes] of [
		["in another order", ["read_registry", "read_repository"]],
		["named twice", ["read_repository", "read_registry", "read_repository"]],
	] as const)
		it(`${title} are not a change, in the state, in GitLab or after a refresh`, async () => {
			const stack = await under.made({ ci: { ...BASICS, scopes: TWO } });
			stack.declared = { ci: { ...BASICS, scopes } };
			expect((await stack.preview()).steps).to.deep.equal({ ci: "same" });
			expect((await stack.preview({ refresh: true })).steps).to.deep.equal({ ci: "same" });
			await stack.destroy();
			await stack.up();
			expect((await under.gitlab.tokens())[0]?.scopes).to.deep.equal(TWO);
			expect((await stack.preview({ refresh: true })).steps).to.deep.equal({ ci: "same" });
		});

	it("named twice cause a warning", async () => {
		const stack = under.stack({ ci: { ...BASICS, scopes: ["read_registry", "read_registry"] } });
		expect((await stack.preview()).said.join())
			.to.contain('warning: deploy token "ci"')
			.and.contain("twice");
	});

	for (const [title, scopes] of [
		["an added scope", [...TWO, "write_registry"]],
		["a removed scope", ["read_registry"]],
		["another scope", ["read_repository", "write_registry"]],
	] as const)
		it(`${title}: the token is replaced`, async () => {
			const stack = await under.made({ ci: { ...BASICS, scopes: TWO } });
			stack.declared = { ci: { ...BASICS, scopes } };
			expect((await stack.preview()).replaces).to.deep.equal({ ci: ["scopes"] });
		});

	for (const [spelt, meant] of [
		["Read_Registry", "read_registry"],
		["READ_REPOSITORY", "read_repository"],
		["readRegistry", "read_registry"],
	] as const)
		it(`${spelt} is refused with GitLab's spelling, before any request`, async () => {
			const { failures, requests } = await under
				.stack({ ci: { ...BASICS, scopes: ["read_repository", spelt] } })
				.up();
			expect(failures.map(({ property }) => property)).to.deep.equal(["scopes[1]"]);
			expect(failures[0]?.reason).to.contain(`write "${meant}"`);
			expect(requests).to.deep.equal([]);
		});

	it("that this version does not know are left to GitLab: a warning, then GitLab's own error", async () => {
		const stack = under.stack({ ci: { ...BASICS, scopes: ["read_wiki"] } });
		const { failures, said } = await stack.preview();
		expect(failures).to.deep.equal([]);
		expect(said.join()).to.contain("warning:").and.contain('"read_wiki"');
		const { error } = await stack.up();
		expect(error?.code).to.equal("GITLAB_REJECTED");
		expect(error?.message).to.contain("scopes does not have a valid value");
	});

	it("have to be at least one", async () => {
		const { failures } = await under.stack({ ci: { ...BASICS, scopes: [] } }).preview();
		expect(failures).to.have.length(1);
		expect(failures[0]).to.include({ property: "scopes" });
	});
});
