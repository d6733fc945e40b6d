import { expect } from "chai";
import type { TokenRow } from "../harness/gitlab";
import { useStack } from "../harness/use-stack";
import { WORLD } from "../harness/world";
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

	/** GitLab's world with more projects, and the tokens that were made. */
	const withProjects = async (more: { id: number; path: string }[], tokens?: TokenRow[]) => {
		const rows = tokens ?? (await under.gitlab.tokens());
		const deployTokens = rows.map(({ id, name, scopes, expires_at, owner }) => ({
			id,
			name,
			scopes,
			expiresAt: expires_at,
			[owner.type]: owner.id,
		}));
		const projects = [...WORLD.projects, ...more];
		await under.gitlab.control.reset({ ...WORLD, projects, deployTokens } as never);
	};
	const deep = { id: 30, path: "grp/sub/deep" };
	const late = { id: 31, path: "grp/sub/late" };
	const manifests = async () => (await under.stack.outputs()).pullSecrets as Record<string, Manifest>;

	it("names the setting that is missing", async () => {
		const { code, output } = await under.stack.preview();
		expect(code).to.not.equal(0);
		expect(output).to.contain("pulumi config set group my-group");
	});

	it("creates a token for every project, each in the pull secret of its own registry", async () => {
		await withProjects([deep]);
		await under.stack.pulumi("config", "set", "group", "grp");
		const { code, output } = await under.stack.up();
		expect(code, output).to.equal(0);
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
		await withProjects([deep, late]);
		const { code, output } = await under.stack.preview();
		expect(code, output).to.equal(0);
		expect(output).to.match(/~ .*DeployTokenSet pull-8 update/);
		expect(output).to.not.match(/DeployTokenSet pull-7 update/);
		expect(output).to.contain("~ 1 to update");
	});

	it("creates the new project's token, and keeps the others", async () => {
		const before = await manifests();
		const { code, output } = await under.stack.up();
		expect(code, output).to.equal(0);
		const after = await manifests();
		expect(after).to.deep.include(before);
		expect(Object.keys(after)).to.have.length(4);
	});

	it("refuses in a preview to delete more tokens at once than `maxDeletions` allows", async () => {
		const tokens = await under.gitlab.tokens();
		expect(tokens).to.have.length(4);
		await withProjects([], []);
		const { code, output } = await under.stack.preview();
		await withProjects([deep, late], tokens);
		expect(code).to.not.equal(0);
		expect(output).to.contain("allows 0 of 2 tokens to be deleted, and 2 would be");
		expect(output).to.contain("grp/sub/deep");
	});
});
