import { expect } from "chai";
import { fails, succeeds } from "../../support/run-program";
import { writes } from "../harness/gitlab";
import type { StackResource } from "../harness/stack";
import { useStack } from "../harness/use-stack";
import { reference, token, tokenSet, yamlProject } from "./harness/yaml";

const PULL = { project: "grp/proj", scopes: ["read_registry"] };
const SET = { scopes: ["read_registry"], tokens: { web: { project: "5" }, api: { group: "grp" } } };
const OUTPUTS = {
	secret: reference("pull.token"),
	number: reference("pull.tokenId"),
	web: reference('all.secrets["web"]'),
	user: reference('all.usernames["web"]'),
};

const program = (pull: object = {}, set: object = {}, more: object = {}) =>
	yamlProject({
		resources: { pull: token({ ...PULL, ...pull }), all: tokenSet({ ...SET, ...set }), ...more },
		outputs: OUTPUTS,
	});

/** A test per step: each goes on from the state that the one before it left. */
describe("a YAML program with the packaged provider", function () {
	this.timeout(120_000);
	const under = useStack(() => ({ files: program() }));

	const resources = async () => {
		const found = (await under.stack.resources()).filter(({ type }) =>
			type.startsWith("gitlab-deploy-tokens:"),
		);
		return Object.fromEntries(found.map((resource) => [resource.urn.split("::").at(-1), resource])) as Record<
			"pull" | "all" | "old",
			StackResource & { refreshBeforeUpdate?: boolean }
		>;
	};
	const isEncrypted = (value: unknown) =>
		typeof value === "object" && value !== null && "ciphertext" in value;

	it("is previewed: what is declared is shown, and nothing is created", async () => {
		const output = await succeeds(under.stack.preview("--diff"));
		expect(output)
			.to.match(/name *: "pull"/)
			.and.match(/project *: "grp\/proj"/);
		expect(output).to.match(/\+ 3 to create/);
		expect(await under.gitlab.tokens()).to.deep.equal([]);
	});

	it("is deployed: the secrets are encrypted in the state, and in plaintext only where the user requests that", async () => {
		await succeeds(under.stack.up());
		const { pull, all } = await resources();
		expect(isEncrypted(pull.outputs?.token)).to.equal(true);
		expect(isEncrypted(all.outputs?.secrets)).to.equal(true);
		expect(isEncrypted(all.outputs?.contents)).to.equal(true);
		expect(pull.refreshBeforeUpdate).to.equal(true);
		const { secret, number, web, user } = await under.stack.outputs();
		expect([secret, web]).to.satisfy((texts: string[]) => texts.every((text) => text.startsWith("gldt-")));
		const rows = await under.gitlab.tokens();
		expect(rows.map(({ name }) => name)).to.have.members(["pull", "web", "api"]);
		expect(number).to.equal(rows.find(({ name }) => name === "pull")?.id);
		expect(user).to.equal(rows.find(({ name }) => name === "web")?.username);
	});

	it("is unchanged afterwards, and GitLab is only read", async () => {
		const { requests } = await under.gitlab.during(() =>
			succeeds(under.stack.preview("--expect-no-changes")),
		);
		expect(writes(requests)).to.deep.equal([]);
		expect(requests.length).to.be.within(1, 6);
	});

	it("shows drift in a plain preview: the properties, and the reason at the resource", async () => {
		for (const { id, name } of await under.gitlab.tokens())
			if (name !== "api") await under.gitlab.control.revoke(id);
		const output = await succeeds(under.stack.preview("--diff"));
		expect(output).to.match(/~ status *: "active" => "revoked"/);
		expect(output).to.match(/~ status *: "revoked" => "active"/);
		expect(output).to.match(/\+ drift *: \{\s+\+ web: "revoked"/);
		expect(output).to.match(/\+-1 to replace/);
		const short = (await under.stack.preview()).output;
		expect(short).to.match(
			/DeployToken \(pull\):\s+deploy token "pull" \(\d+\) of project grp\/proj was revoked/,
		);
		expect(short).to.contain("[diff: ~status]");
	});

	it("is repaired by one `up`", async () => {
		const before = await under.stack.outputs();
		await succeeds(under.stack.up());
		const after = await under.stack.outputs();
		expect(after.secret).to.not.equal(before.secret);
		expect(after.web).to.not.equal(before.web);
		expect((await under.gitlab.tokens()).filter(({ revoked }) => revoked)).to.deep.equal([]);
	});

	it("shows every change by its path, and the cause of a replacement", async () => {
		await under.stack.write(
			program(
				{ scopes: ["read_repository", "read_registry"] },
				{ tokens: { ...SET.tokens, web: { project: "5", scopes: ["write_registry"] } } },
			),
		);
		const output = await succeeds(under.stack.preview("--diff"));
		expect(output).to.match(/~ \[0\]: "read_registry" => "read_repository"\s+\+ \[1\]: "read_registry"/);
		expect(output).to.match(/~ web: \{[^}]*\+ scopes *: \[\s+\+ *\[0\]: "write_registry"/);
		expect(output).to.match(/~ 1 to update\s+\+-1 to replace/);
		const { steps } = JSON.parse((await under.stack.preview("--json")).output);
		const paths = steps.flatMap((step: { detailedDiff?: object }) => Object.keys(step.detailedDiff ?? {}));
		expect(paths).to.include('tokens["web"].scopes').and.not.include("tokens");
	});

	it("replaces a token in `up`, and deletes the old one last", async () => {
		const { requests } = await under.gitlab.during(() => succeeds(under.stack.up()));
		const written = writes(requests);
		expect(written.filter((request) => request.startsWith("POST"))).to.have.length(2);
		expect(written.at(-1)).to.match(/^DELETE/);
	});

	it("updates what only the state holds without a writing request", async () => {
		const files = program({ scopes: ["read_repository", "read_registry"], expiresIn: "90d" });
		await under.stack.write(files);
		await succeeds(under.stack.up());
		await under.stack.write(
			program({ scopes: ["read_repository", "read_registry"], expiresIn: "90d", rotateBefore: "30d" }),
		);
		const { result: output, requests } = await under.gitlab.during(() => succeeds(under.stack.up()));
		expect(output).to.contain("[diff: +rotateBefore]");
		expect(writes(requests)).to.deep.equal([]);
	});

	it("refreshes without a change, and drops a deleted token from the state", async () => {
		await succeeds(under.stack.refresh("--expect-no-changes"));
		const pull = (await under.gitlab.tokens()).find(({ name }) => name === "pull");
		await under.gitlab.control.remove(pull?.id ?? 0);
		await succeeds(under.stack.refresh());
		expect(await resources()).to.not.have.property("pull");
		await succeeds(under.stack.up());
	});

	it("imports a token by its ID, which is unchanged once it is declared", async () => {
		const { id } = await under.gitlab.createByHand("projects/6", { name: "old", scopes: ["read_registry"] });
		const args = ["gitlab-deploy-tokens:index:DeployToken", "old", `projects/6/deploy_tokens/${id}`];
		const imported = await succeeds(under.stack.pulumi("import", ...args, "--yes", "--protect=false"));
		expect(imported).to.match(/type: gitlab-deploy-tokens:DeployToken\s+properties:\s+name: old/);
		const old = { old: token({ project: "6", name: "old", scopes: ["read_registry"] }) };
		const current = { scopes: ["read_repository", "read_registry"], expiresIn: "90d", rotateBefore: "30d" };
		await under.stack.write(program(current, {}, old));
		await succeeds(under.stack.preview("--expect-no-changes"));
		expect((await resources()).old.outputs).to.not.have.any.keys("token", "createdAt");
	});

	it("reports that an ID does not exist, or how an ID is written", async () => {
		const type = "gitlab-deploy-tokens:index:DeployToken";
		const gone = await under.stack.pulumi("import", type, "x", "projects/6/deploy_tokens/999", "--yes");
		expect(gone.output).to.contain("does not exist");
		const none = await under.stack.pulumi("import", type, "x", "6:12", "--yes");
		expect(none.output).to.contain("`projects/<number>/deploy_tokens/<number>`");
		expect([gone.code, none.code]).to.not.include(0);
	});

	it("is refused before it runs when a property is misspelt", async () => {
		const before = await under.gitlab.tokens();
		await under.stack.write(program({ expireIn: "90d" }));
		const output = await fails(under.stack.up());
		expect(output).to.match(/expireIn/);
		expect(await under.gitlab.tokens()).to.deep.equal(before);
	});
});
