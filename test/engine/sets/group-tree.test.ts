import { expect } from "chai";
import { fails, succeeds } from "../../support/run-program";
import { useStack } from "../harness/use-stack";
import { example } from "../life/example";

interface Manifest {
	readonly type: string;
	readonly metadata: { readonly name: string };
	readonly stringData: Readonly<Record<string, string>>;
}

describe("the example group-tree", function () {
	this.timeout(300_000);
	const { files, projectName = "" } = example("group-tree");
	const under = useStack(() => ({ files, projectName }));

	const deep = { id: 30, path: "grp/sub/deep" };
	const late = { id: 31, path: "grp/sub/late" };
	const manifests = async () => (await under.stack.outputs()).pullSecrets as Record<string, Manifest>;

	it("names the setting that is missing", async () => {
		const output = await fails(under.stack.preview());
		expect(output).to.contain("pulumi config set group my-group");
	});

	it("creates a token for every project, each in the pull secret of its own registry", async () => {
		await under.gitlab.resetWithProjects([deep]);
		await under.stack.pulumi("config", "set", "group", "grp");
		const output = await succeeds(under.stack.up());
		expect(output).to.match(/\.dockerconfigjson: \[secret\]/);
		const made = Object.fromEntries(
			(await under.gitlab.tokens()).map(({ owner, ...row }) => [owner.id, row]),
		);
		expect(Object.keys(made)).to.have.members(["5", "6", "30"]);
		const secrets = await manifests();
		expect(Object.keys(secrets)).to.have.members(["grp/proj", "grp/other", "grp/sub/deep"]);
		for (const [path, id] of [
			["grp/proj", 5],
			["grp/sub/deep", 30],
		] as const) {
			const { type, metadata, stringData } = secrets[path] as Manifest;
			expect({ type, metadata }).to.deep.equal({
				type: "kubernetes.io/dockerconfigjson",
				metadata: { name: `gitlab-registry-${id}` },
			});
			const { auths } = JSON.parse(stringData[".dockerconfigjson"] ?? "");
			expect(Object.keys(auths)).to.have.length(1);
			const [[registry, { username, password }]] = Object.entries(auths) as [
				[string, Record<string, string>],
			];
			expect(registry).to.match(/:5050$/);
			expect(username).to.equal(made[id]?.username);
			expect(password).to.match(/^gldt-/);
		}
		const passwords = Object.values(secrets).map(({ stringData }) => stringData[".dockerconfigjson"]);
		expect(new Set(passwords).size).to.equal(3);
	});

	it("does not change the sets of other groups in a preview where one group gets a project", async () => {
		await under.gitlab.resetWithProjects([deep, late]);
		const output = await succeeds(under.stack.preview());
		expect(output).to.match(/~ .*DeployTokenSet pull-8 update/);
		expect(output).to.not.match(/DeployTokenSet pull-7 update/);
		expect(output).to.contain("~ 1 to update");
	});

	it("creates the new project's token, and keeps the others", async () => {
		const before = await manifests();
		await succeeds(under.stack.up());
		const after = await manifests();
		expect(after).to.deep.include(before);
		expect(Object.keys(after)).to.have.length(4);
	});

	it("refuses in a preview to delete more tokens at once than `maxDeletions` allows", async () => {
		const tokens = await under.gitlab.tokens();
		expect(tokens).to.have.length(4);
		await under.gitlab.resetWithProjects([], []);
		const { code, output } = await under.stack.preview();
		await under.gitlab.resetWithProjects([deep, late], tokens);
		expect(code).to.not.equal(0);
		expect(output).to.contain("allows 0 of 2 tokens to be deleted, and 2 would be");
		expect(output).to.contain("grp/sub/deep");
	});
});
