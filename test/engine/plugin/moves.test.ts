import { expect } from "chai";
import { asked } from "../harness/gitlab";
import { typescriptProject } from "../harness/project";
import { useStack } from "../harness/use-stack";
import { PLUGINS, reference, token, tokenSet, yamlProject } from "./harness/yaml";

const dynamicProject = (options = "{}", setOptions = "{}") =>
	typescriptProject(`
import { DeployToken, DeployTokenSet } from "pulumi-gitlab-deploy-tokens";

const pull = new DeployToken("pull", { project: "grp/proj", scopes: ["read_registry"] }, ${options});
const all = new DeployTokenSet("all", {
	scopes: ["read_registry"],
	tokens: { web: { project: "grp/other" }, api: { group: "grp" } },
}, ${setOptions});
export const secret = pull.token;
export const web = all.token("web").password;
`);

const packagedProject = yamlProject({
	resources: {
		pull: token({ project: "grp/proj", scopes: ["read_registry"] }),
		all: tokenSet({
			scopes: ["read_registry"],
			tokens: { web: { project: "grp/other" }, api: { group: "grp" } },
		}),
	},
	outputs: { secret: reference("pull.token"), web: reference('all.secrets["web"]') },
});

/** A test per step: each goes on from the state that the one before it left. */
describe("a stack that moves between the dynamic and the packaged provider", function () {
	this.timeout(120_000);
	const under = useStack(() => ({ files: dynamicProject() }));
	let made: Record<string, unknown>;

	const types = async () =>
		(await under.stack.resources())
			.map(({ type }) => type)
			.filter((type) => !type.startsWith("pulumi:pulumi:"))
			.sort();
	const writes = (requests: Parameters<typeof asked>[0][]) =>
		requests.map(asked).filter((request) => !request.startsWith("GET"));

	before(async function () {
		this.timeout(120_000);
		const { code, output } = await under.stack.up();
		expect(code, output).to.equal(0);
		made = await under.stack.outputs();
	});

	it("moves to the packaged one in one `up`, in another language, with its secrets", async () => {
		await under.stack.write(packagedProject);
		const { result, requests } = await under.gitlab.during(() => under.stack.up());
		expect(result.code, result.output).to.equal(0);
		expect(writes(requests)).to.deep.equal([]);
		expect(result.output).to.not.match(/created|replaced|deleted/);
		expect(await under.stack.outputs()).to.deep.equal(made);
		expect(await types()).to.deep.equal([
			"gitlab-deploy-tokens:index:DeployToken",
			"gitlab-deploy-tokens:index:DeployTokenSet",
			"pulumi:providers:gitlab-deploy-tokens",
		]);
		expect((await under.stack.preview("--expect-no-changes")).code).to.equal(0);
	});

	it("moves back in one `up`, also after a refresh, and refreshes there", async () => {
		expect((await under.stack.refresh()).code).to.equal(0);
		const alias = (type: string) => `{ aliases: [{ type: "gitlab-deploy-tokens:index:${type}" }] }`;
		await under.stack.write(dynamicProject(alias("DeployToken"), alias("DeployTokenSet")));
		// The engine reads the resources before it moves them, by the provider that has them.
		await under.stack.write({
			"Pulumi.yaml": `name: trial\nruntime: nodejs\nplugins: ${JSON.stringify(PLUGINS)}\n`,
		});
		const { result, requests } = await under.gitlab.during(() => under.stack.up());
		expect(result.code, result.output).to.equal(0);
		expect(writes(requests)).to.deep.equal([]);
		expect(await under.stack.outputs()).to.deep.equal(made);
		expect(await types()).to.deep.equal([
			"pulumi-nodejs:dynamic/gitlab:DeployToken",
			"pulumi-nodejs:dynamic/gitlab:DeployTokenSet",
			"pulumi:providers:pulumi-nodejs",
		]);
		const { code, output } = await under.stack.refresh("--expect-no-changes");
		expect(code, output).to.equal(0);
		expect((await under.stack.preview("--expect-no-changes")).code).to.equal(0);
	});
});
