import { expect } from "chai";
import { useGitLab } from "./harness/use-gitlab";

const DECLARED = { ci: { project: "grp/proj", scopes: ["read_registry"] } };

describe("an owner that `forgetOwners` names and that still exists", () => {
	const under = useGitLab();
	const forgetting = { GITLAB_FORGET_OWNERS: "projects/5" };

	it("keeps a token that is destroyed, and that is reported", async () => {
		const stack = await under.made(DECLARED);
		stack.env = forgetting;
		const { error, said } = await stack.destroy();
		expect(error).to.equal(undefined);
		expect(await under.gitlab.tokenIds()).to.deep.equal([1]);
		expect(said.join()).to.match(
			/deploy token "ci" \(1\) of project grp\/proj: not deleted, since GITLAB_FORGET_OWNERS/,
		);
	});

	it("gets no new token", async () => {
		const { error } = await under.stack(DECLARED, forgetting).up();
		expect(error?.code).to.equal("OWNER_FORGOTTEN");
		expect(error?.hint).to.contain("Remove projects/5 from that setting");
		expect(await under.gitlab.tokenIds()).to.deep.equal([]);
	});
});

describe("a connection that was renamed, and whose old settings were removed", () => {
	const under = useGitLab();
	const old = () => ({ OLD_BASE_URL: under.gitlab.url, OLD_TOKEN: "glpat-maintainer-of-grp-and-team" });

	it("works in an `up` that replaces the token", async () => {
		const stack = await under.made({ ci: { ...DECLARED.ci, connection: "old" } }, old());
		stack.env = {};
		stack.declared = { ci: { ...DECLARED.ci, scopes: ["read_repository"] } };
		const { steps, error } = await stack.up();
		expect({ steps, error }).to.deep.equal({ steps: { ci: "replace" }, error: undefined });
		expect(await under.gitlab.tokenIds()).to.deep.equal([2]);
	});

	it("is named in a refresh as a connection that is not configured any more", async () => {
		const stack = await under.made({ ci: { ...DECLARED.ci, connection: "old" } }, old());
		stack.env = {};
		const { error } = await stack.refresh();
		expect(error?.code).to.equal("SETTINGS_INVALID");
		expect(error?.message).to.match(/connection "old" is not configured/i);
	});
});
