import { expect } from "chai";
import { fails, succeeds } from "../../support/run-program";
import { writes } from "../harness/gitlab";
import { useStack } from "../harness/use-stack";
import { example } from "../life/example";

describe("the example token-set", function () {
	this.timeout(300_000);
	const { files, projectName = "" } = example("token-set");
	const under = useStack(() => ({ files, projectName }));
	const configure = async (...values: [path: string, value: string][]) => {
		for (const [path, value] of values) await under.stack.pulumi("config", "set", "--path", path, value);
	};

	it("is created by the first `up`, with the defaults and the overrides of one key", async () => {
		await configure(["projects[0]", "grp/proj"], ["projects[1]", "grp/other"], ["group", "grp"]);
		await succeeds(under.stack.up());
		const rows = (await under.gitlab.tokens()).map(({ name, owner, scopes }) => [
			name,
			owner.type,
			...scopes,
		]);
		expect(rows).to.have.deep.members([
			["grp/proj", "project", "read_registry"],
			["grp/other", "project", "read_registry"],
			["mirror", "group", "read_repository"],
		]);
	});

	it("has secrets as secret outputs, and the rest in plaintext", async () => {
		const masked = (await under.stack.pulumi("stack", "output")).output;
		expect(masked).to.match(/dockerConfigs\s+\{"grp\/other":"\[secret\]","grp\/proj":"\[secret\]"\}/);
		expect(masked).to.match(/mirrorAuth\s+\[secret\]/);
		expect(masked).to.match(/validUntil\s+\{.*"grp\/other":"20\d\d-/);
		const { dockerConfigs, mirrorAuth } = await under.stack.outputs();
		const config = JSON.parse((dockerConfigs as Record<string, string>)["grp/proj"] ?? "");
		expect(config.auths["registry.example.com"].password).to.match(/^gldt-/);
		expect(Buffer.from(String(mirrorAuth), "base64").toString()).to.match(/^mirror:gldt-/);
	});

	it("is in the state as strings, with everything secret encrypted", async () => {
		const set = (await under.stack.resources()).find(({ type }) => type.endsWith("gitlab:DeployTokenSet"));
		expect(set?.inputs).to.have.all.keys(
			"__provider",
			"tokens",
			"scopes",
			"expiresIn",
			"rotateBefore",
			"overlap",
			"maxDeletions",
			"drift",
		);
		expect(set?.inputs?.tokens).to.be.a("string");
		expect(set?.outputs?.tokens).to.be.a("string");
		expect(set?.outputs?.contents).to.have.property("ciphertext");
	});

	it("shows no change in the next preview", async () => {
		await succeeds(under.stack.preview("--expect-no-changes"));
	});

	it("shows in a refresh what differs, by key, and the reason in the next preview", async () => {
		const revoked = (await under.gitlab.tokens()).find(({ name }) => name === "grp/other")?.id ?? 0;
		await under.gitlab.control.revoke(revoked);
		const refreshed = await under.stack.preview("--refresh", "--diff");
		expect(refreshed.output).to.match(/--outputs:--\s+\+ drift\s*: \{\s+\+ grp\/other: "revoked"/);
		await succeeds(under.stack.refresh());
		const preview = await under.stack.preview("--diff");
		expect(preview.output).to.contain(
			`deploy token "grp/other" (${revoked}) of project grp/other was revoked in GitLab; it will be replaced.`,
		);
		expect(preview.output).to.match(/- grp\/other: "revoked"/);
	});

	it("shows added, removed and changed keys in a preview, and changes only those", async () => {
		const index = files["index.ts"]?.replace('username: "mirror"', 'username: "another"') ?? "";
		await under.stack.write({ "index.ts": index });
		await configure(["projects[0]", "grp/nowhere"]);
		const before = await under.gitlab.tokens();
		const failing = await fails(under.stack.up());
		expect(failing).to.contain(
			'tokens["grp/nowhere"]: The deploy token "grp/nowhere" of project grp/nowhere was not created',
		);
		expect(failing, "a stack trace").to.not.match(/^\s+at /m);
		expect(failing).to.match(
			/warning: not deleted yet: .*deploy token "grp\/proj" \(\d\) of project grp\/proj/,
		);
		expect(failing).to.contain('once tokens["grp/nowhere"] has its token');
		expect(await under.gitlab.tokens()).to.deep.include.members(before);

		await configure(["projects[0]", "6"]);
		const preview = await under.stack.preview("--diff");
		expect(preview.output).to.match(/\+ 6\s*: \{\s+\+ project: 6/);
		expect(preview.output).to.match(/- grp\/proj\s*: \{\s+- project: "grp\/proj"/);
		expect(preview.output).to.match(/~ username: "mirror" => "another"/);
		const { requests } = await under.gitlab.during(() => succeeds(under.stack.up()));
		// The key that went, and the revoked token, waited for everything to be made.
		const postponed = before.filter(({ name, revoked }) => name === "grp/proj" || revoked);
		expect(postponed).to.have.length(2);
		expect(writes(requests)).to.have.members([
			"POST /projects/6/deploy_tokens",
			...postponed.map(({ id, owner }) => `DELETE /${owner.type}s/${owner.id}/deploy_tokens/${id}`),
		]);
		expect(writes(requests)[0]).to.equal("POST /projects/6/deploy_tokens");
	});
});
