import { expect } from "chai";
import { fails, succeeds } from "../../support/run-program";
import { writes } from "../harness/gitlab";
import { typescriptProject } from "../harness/project";
import { type StackUnderTest, useStack } from "../harness/use-stack";

/** A set that does not know which of its projects is missing. */
const program = (args: string, outputs = "") =>
	typescriptProject(`
import * as pulumi from "@pulumi/pulumi";
import { DeployTokenSet } from "pulumi-gitlab-deploy-tokens";

const pulls = new DeployTokenSet("pulls", { scopes: ["read_registry"], ${args} });
export const tokenIds = pulls.tokenIds;
export const failed = pulls.failed;
${outputs}
`);
const TOKENS =
	'tokens: { web: { project: 5 }, dead: { project: "grp/later" }, api: { project: 6 }, group: { group: 7 } }';
const WITHOUT_DEAD = "tokens: { web: { project: 5 }, api: { project: 6 }, group: { group: 7 } }";

/** What an `up` printed, which ends as it has to, and what it wrote in GitLab. */
async function writing({ gitlab, stack }: StackUnderTest, ends: typeof succeeds) {
	const { result: output, requests } = await gitlab.during(() => ends(stack.up()));
	return { output, written: writes(requests) };
}

/** Creates the missing project, with everything else unchanged. */
const revive = ({ gitlab }: StackUnderTest) => gitlab.resetWithProjects([{ id: 30, path: "grp/later" }]);

describe("a set with one missing project among its keys", function () {
	this.timeout(300_000);
	const under = useStack(() => ({ files: program(TOKENS) }));

	it("fails, names that key with its reason, and keeps what was created", async () => {
		const { output, written } = await writing(under, fails);
		expect(output).to.contain('tokens["dead"]: The deploy token "dead" of project grp/later was not created');
		for (const key of ["web", "api", "group"]) expect(output).to.not.contain(`tokens["${key}"]`);
		expect(written).to.have.members([
			"POST /projects/5/deploy_tokens",
			"POST /projects/6/deploy_tokens",
			"POST /groups/7/deploy_tokens",
		]);
		const [set] = (await under.stack.resources()).filter(({ type }) => type.endsWith("DeployTokenSet"));
		expect(set?.id).to.match(/^deploy_token_sets\//);
	});

	it("shows in the next preview which key is retried", async () => {
		const output = await succeeds(under.stack.preview());
		expect(output).to.contain('tokens["dead"] failed in the last update; it will be retried.');
	});

	it("writes nothing while the project stays missing, and fails again", async () => {
		const { output, written } = await writing(under, fails);
		expect(output).to.contain('tokens["dead"]');
		expect(written).to.deep.equal([]);
	});

	it("creates only the missing token once the project exists", async () => {
		const before = await under.gitlab.tokens();
		await revive(under);
		const { written } = await writing(under, succeeds);
		expect(written).to.deep.equal(["POST /projects/30/deploy_tokens"]);
		const { tokenIds, failed } = await under.stack.outputs();
		expect(failed).to.deep.equal({});
		expect(tokenIds).to.have.all.keys("web", "dead", "api", "group");
		expect(tokenIds).to.include(Object.fromEntries(before.map(({ name, id }) => [name, id])));
		await succeeds(under.stack.preview("--expect-no-changes"));
	});
});

describe('the same set with `onKeyFailure: "report"`', function () {
	this.timeout(300_000);
	const report = 'onKeyFailure: "report", ';
	const secret = 'export const secret = pulls.token("web").password;';
	const under = useStack(() => ({ files: program(report + TOKENS, secret) }));

	it("succeeds with a warning, the other keys' outputs, and the output `failed`", async () => {
		const { output, written } = await writing(under, succeeds);
		expect(output).to.contain('warning: tokens["dead"]: The deploy token "dead" of project grp/later');
		expect(written).to.have.length(3);
		const { tokenIds, failed, secret } = await under.stack.outputs();
		expect(tokenIds).to.have.all.keys("web", "api", "group");
		expect(failed).to.have.all.keys("dead");
		expect((failed as Record<string, string>).dead).to.contain("project grp/later");
		expect(secret).to.match(/^gldt-/);
	});

	it("gives a program that reads the failed key's secret the reason why there is none", async () => {
		await under.stack.write(program(report + TOKENS, 'export const secret = pulls.token("dead").password;'));
		const { code, output } = await under.stack.up();
		await under.stack.write(program(report + TOKENS, secret));
		expect(code).to.not.equal(0);
		expect(output).to.contain('The set has no token "dead"');
		expect(output).to.contain("DEPLOY_TOKENS_INCOMPLETE");
	});

	it("empties `failed` once the project exists", async () => {
		await revive(under);
		const { written } = await writing(under, succeeds);
		expect(written).to.deep.equal(["POST /projects/30/deploy_tokens"]);
		expect((await under.stack.outputs()).failed).to.deep.equal({});
	});
});

describe("a set with nothing in it, or not yet known", function () {
	this.timeout(300_000);
	const under = useStack(() => ({ files: program("maxDeletions: 1, tokens: {}") }));
	const later = (map: string) => ({
		...program("maxDeletions: 1, tokens: later.map"),
		"index.ts": program("maxDeletions: 1, tokens: later.map")["index.ts"]?.replace(
			"const pulls",
			`
const another: pulumi.dynamic.ResourceProvider = {
	async create(inputs) {
		return { id: "another", outs: { map: inputs.source } };
	},
};
class Later extends pulumi.dynamic.Resource {
	declare readonly map: pulumi.Output<Record<string, { project: number }>>;
	constructor() {
		super(another, "later", { source: ${map}, map: undefined });
	}
}
const later = new Later();
const pulls`,
		) as string,
	});

	it("is created empty without a request", async () => {
		const { requests } = await under.gitlab.during(() => succeeds(under.stack.up()));
		expect(requests).to.deep.equal([]);
		expect(await under.stack.outputs()).to.deep.equal({ tokenIds: {}, failed: {} });
		await succeeds(under.stack.preview("--expect-no-changes"));
	});

	it("gets keys, and refuses in a preview to delete more than `maxDeletions`", async () => {
		await under.stack.write(program(`maxDeletions: 1, ${WITHOUT_DEAD}`));
		expect((await writing(under, succeeds)).written).to.have.length(3);
		await under.stack.write(program("maxDeletions: 1, tokens: { web: { project: 5 } }"));
		const { result: output, requests } = await under.gitlab.during(() => fails(under.stack.preview()));
		expect(output).to.match(/`maxDeletions` allows 1 of 3 tokens/);
		expect(output).to.contain('"api", "group"');
		expect(requests).to.deep.equal([]);
		expect(await under.gitlab.tokens()).to.have.length(3);
	});

	it("shows an unknown map as a change in a preview, without a request or a failure", async () => {
		await under.stack.write(later("{ web: { project: 5 }, api: { project: 6 } }"));
		const { result: output, requests } = await under.gitlab.during(() => succeeds(under.stack.preview()));
		expect(output).to.match(/~ .*DeployTokenSet pulls update/);
		expect(requests).to.deep.equal([]);
	});

	it("follows the map once it is known in the update", async () => {
		const { written } = await writing(under, succeeds);
		expect(written).to.have.length(1);
		expect(written[0]).to.match(/^DELETE \/groups\/7\/deploy_tokens\/\d+$/);
		expect((await under.stack.outputs()).tokenIds).to.have.all.keys("web", "api");
	});
});
