import { expect } from "chai";
import { fails, succeeds } from "../../support/run-program";
import { asked, writes } from "../harness/gitlab";
import { useStack } from "../harness/use-stack";
import { CREDENTIALS } from "../harness/world";
import { example } from "./example";

describe("the example drift", function () {
	this.timeout(300_000);
	const { files, projectName = "" } = example("drift");
	const under = useStack(() => ({ files, projectName, env: { GITLAB_RETRIES: "0" } }));
	let alice: number;

	before(async () => {
		await succeeds(under.stack.up("--config", "project=grp/proj"));
		alice = (await under.stack.deployTokens()).alice?.outputs?.tokenId as number;
		await under.gitlab.control.revoke(alice);
	});

	it("with `options: refresh: always` shows the revoked token by its property, with the reason", async () => {
		await under.stack.write({ "Pulumi.yaml": `${files["Pulumi.yaml"]}options:\n  refresh: always\n` });
		const { result, requests } = await under.gitlab.during(() => under.stack.preview());
		await under.stack.write(files);
		expect(result.code, result.output).to.equal(0);
		expect(result.output).to.match(/\+- .*alice replace \[diff: ~status\]/);
		expect(result.output).to.contain(
			`deploy token "alice" (${alice}) of project grp/proj was revoked in GitLab; it will be replaced.`,
		);
		const sent = requests.map(asked);
		expect(sent).to.include.members([
			"GET /projects/5/deploy_tokens",
			`GET /projects/5/deploy_tokens/${alice}`,
			// Where the declared path leads now, since a token is to be made.
			"GET /projects/grp%2Fproj",
		]);
		// Where the engine's first read arrives some turns before the others, its token is read alone.
		expect(sent.length, sent.join("\n")).to.be.at.most(4);
		expect(sent.filter((request) => request === "GET /projects/5/deploy_tokens")).to.have.length(1);
	});

	it("with `driftDetection: refresh` shows no change, and sends no request", async () => {
		under.stack.setEnvironment({ GITLAB_DRIFT_DETECTION: "refresh" });
		const { result, requests } = await under.gitlab.during(() => under.stack.preview("--expect-no-changes"));
		under.stack.setEnvironment({ GITLAB_DRIFT_DETECTION: "" });
		expect(result.code, result.output).to.equal(0);
		expect(requests).to.deep.equal([]);
	});

	it("without a credential shows no change, and warns once", async () => {
		under.stack.setEnvironment({ GITLAB_TOKEN: "" });
		const { result: output, requests } = await under.gitlab.during(() =>
			succeeds(under.stack.preview("--expect-no-changes")),
		);
		const [, diagnostics = ""] = output.split("Diagnostics:");
		expect(diagnostics.match(/no credential is configured/g)).to.have.length(1);
		expect(requests).to.deep.equal([]);
	});

	for (const [title, prepare, told] of [
		[
			"that cannot see the project",
			async () => under.stack.setEnvironment({ GITLAB_TOKEN: CREDENTIALS.stranger }),
			[/project grp\/proj \(ID 5\) is not visible to user "stranger"/, /GITLAB_FORGET_OWNERS=projects\/5/],
		],
		[
			"to a GitLab that does not respond",
			async () => {
				under.stack.setEnvironment({ GITLAB_TOKEN: CREDENTIALS.admin });
				await under.gitlab.control.fault({ kind: "drop-before" });
			},
			[/GitLab could not be reached/],
		],
	] as const)
		it(`with a connection ${title} fails, instead of showing no change`, async () => {
			await prepare();
			const output = await fails(under.stack.preview());
			for (const pattern of told) expect(output).to.match(pattern);
			expect(output).to.not.match(/^\s+at /m);
		});

	it("forgets the tokens of an owner that is named as gone, and changes nothing in GitLab", async () => {
		under.stack.setEnvironment({ GITLAB_FORGET_OWNERS: "projects/5" });
		const { requests } = await under.gitlab.during(() => succeeds(under.stack.refresh()));
		expect(await under.stack.deployTokens()).to.deep.equal({});
		expect(writes(requests)).to.deep.equal([]);
		for (const { id } of await under.gitlab.tokens()) await under.gitlab.control.remove(id);
	});
});
