import { expect } from "chai";
import { fails, succeeds } from "../support/run-program";
import { writes } from "./harness/gitlab";
import { typescriptProject } from "./harness/project";
import { useStack } from "./harness/use-stack";

const program = `
import { DeployToken } from "pulumi-gitlab-deploy-tokens";

const args = { project: "grp/proj", scopes: ["read_registry"] };
const tokens = ["untouched", "revoked", "deleted"].map((name) => new DeployToken(name, args));
export const secrets = tokens.map(({ token }) => token);
`;

describe("deploy tokens that change behind Pulumi's back", function () {
	this.timeout(180_000);
	const under = useStack(() => ({ files: typescriptProject(program) }));
	let made: string[];

	const tokenIds = async () => {
		const tokens = await under.stack.deployTokens();
		return (name: string) => tokens[name]?.outputs?.tokenId as number;
	};
	const secrets = async () => (await under.stack.outputs()).secrets as string[];

	before(async function () {
		this.timeout(180_000);
		await succeeds(under.stack.up());
		made = await secrets();
		const idOf = await tokenIds();
		await under.gitlab.control.revoke(idOf("revoked"));
		await under.gitlab.control.remove(idOf("deleted"));
	});

	it("are shown as replacements by a plain `preview`, which gives the reason and succeeds", async () => {
		const idOf = await tokenIds();
		const output = await succeeds(under.stack.preview("--diff"));
		expect(output).to.contain(
			`deploy token "revoked" (${idOf("revoked")}) of project grp/proj was revoked in GitLab; it will be replaced.`,
		);
		expect(output).to.contain(
			`deploy token "deleted" (${idOf("deleted")}) of project grp/proj no longer exists in GitLab; it will be replaced.`,
		);
		expect(output).to.match(/\+-2 to replace/);
		expect(output).to.not.contain(`"untouched" (`);
	});

	it("make `preview --expect-no-changes` fail", async () => {
		await fails(under.stack.preview("--expect-no-changes"));
	});

	it("are shown as a difference of `status` by `preview --refresh`", async () => {
		const output = await succeeds(under.stack.preview("--refresh", "--diff"));
		expect(output).to.match(/~ status *: "revoked" => "active"/);
	});

	it("are recorded by `refresh`, which creates no token", async () => {
		const { requests } = await under.gitlab.during(() => succeeds(under.stack.refresh()));
		expect(writes(requests)).to.deep.equal([]);
		const tokens = await under.stack.deployTokens();
		expect(tokens.revoked?.outputs?.status).to.equal("revoked");
		expect(tokens).to.not.have.property("deleted");
	});

	it("are repaired by `up`, which keeps the unchanged token and its secret", async () => {
		await succeeds(under.stack.up());
		const [untouched, revoked, deleted] = await secrets();
		expect(untouched).to.equal(made[0]);
		expect([revoked, deleted]).to.not.have.any.members(made);
		const rows = await under.gitlab.tokens();
		expect(rows.map(({ name, revoked }) => [name, revoked])).to.have.deep.members([
			["untouched", false],
			["revoked", false],
			["deleted", false],
		]);
	});

	it("keep their secrets in a later `up --refresh`, which finds no change", async () => {
		const before = await secrets();
		await succeeds(under.stack.up("--refresh", "--expect-no-changes"));
		expect(await secrets()).to.deep.equal(before);
	});
});
