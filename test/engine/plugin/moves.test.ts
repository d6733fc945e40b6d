import { expect } from "chai";
import { succeeds } from "../../support/run-program";
import { writes } from "../harness/gitlab";
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

	before(async function () {
		this.timeout(120_000);
		await succeeds(under.stack.up());
		made = await under.stack.outputs();
	});

	it("moves to the packaged one in one `up`, in another language, with its secrets", async () => {
		await under.stack.write(packagedProject);
		const { result: output, requests } = await under.gitlab.during(() => succeeds(under.stack.up()));
		expect(writes(requests)).to.deep.equal([]);
		expect(output).to.not.match(/created|replaced|deleted/);
		expect(await under.stack.outputs()).to.deep.equal(made);
		expect(await types()).to.deep.equal([
			"gitlab-deploy-tokens:index:DeployToken",
			"gitlab-deploy-tokens:index:DeployTokenSet",
			"pulumi:providers:gitlab-deploy-tokens",
		]);
		await succeeds(under.stack.preview("--expect-no-changes"));
	});

	it("moves back in one `up`, also after a refresh, and refreshes there", async () => {
		await succeeds(under.stack.refresh());
		const alias = (type: string) => `{ aliases: [{ type: "gitlab-deploy-tokens:index:${type}" }] }`;
		await under.stack.write(dynamicProject(alias("DeployToken"), alias("DeployTokenSet")));
		// The engine reads the resources before it moves them, by the provider that has them.
		await under.stack.write({
			"Pulumi.yaml": `name: trial\nruntime: nodejs\nplugins: ${JSON.stringify(PLUGINS)}\n`,
		});
		const { requests } = await under.gitlab.during(() => succeeds(under.stack.up()));
		expect(writes(requests)).to.deep.equal([]);
		expect(await under.stack.outputs()).to.deep.equal(made);
		expect(await types()).to.deep.equal([
			"pulumi-nodejs:dynamic/gitlab:DeployToken",
			"pulumi-nodejs:dynamic/gitlab:DeployTokenSet",
			"pulumi:providers:pulumi-nodejs",
		]);
		await succeeds(under.stack.refresh("--expect-no-changes"));
		await succeeds(under.stack.preview("--expect-no-changes"));
	});
});
