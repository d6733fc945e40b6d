import { expect } from "chai";
import { fails, succeeds } from "../../support/run-program";
import { writes } from "../harness/gitlab";
import { typescriptProject } from "../harness/project";
import { useStack } from "../harness/use-stack";

const HEAD = `
import * as pulumi from "@pulumi/pulumi";
import { DeployToken, DeployTokenSet } from "pulumi-gitlab-deploy-tokens";
`;

/** Single tokens, with what the set needs to know of them as one output. */
const singles = (options: string) => `${HEAD}
const scopes = ["read_registry"];
const web = new DeployToken("web", { project: "grp/proj", scopes, expiresIn: "90d" }, ${options});
const api = new DeployToken("api", { project: "grp/other", scopes, username: "api" }, ${options});

const facts = ({ tokenId, token }: DeployToken) => ({ tokenId, token });
export const adopt = { web: facts(web), api: facts(api) };
export const secrets = { web: web.token, api: api.token };
`;

/** The set in their place. */
const set = ({ adopt, webScope = "read_registry" }: { adopt: boolean; webScope?: string }) => `${HEAD}
${adopt ? 'const adopt = new pulumi.Config().requireSecretObject<Record<"web" | "api", { tokenId: number; token: string }>>("adopt");' : ""}
const pulls = new DeployTokenSet("pulls", {
	scopes: ["read_registry"],
	tokens: {
		web: {
			project: "grp/proj",
			scopes: ["${webScope}"],
			expiresIn: "90d",
			${adopt ? "adopt: adopt.web," : ""}
		},
		api: {
			project: "grp/other",
			username: "api",
			${adopt ? "adopt: adopt.api," : ""}
		},
	},
});
export const secrets = { web: pulls.token("web").password, api: pulls.token("api").password };
export const tokenIds = pulls.tokenIds;
`;

describe("docs/token-sets.md, followed from single tokens to a set", function () {
	this.timeout(300_000);
	const under = useStack(() => ({ files: typescriptProject(singles("{}")) }));
	let secrets: unknown;
	let rows: unknown;

	const up = async (...args: string[]) => {
		const { requests } = await under.gitlab.during(() => succeeds(under.stack.up(...args)));
		return writes(requests);
	};

	it("starts with single tokens", async () => {
		expect(await up()).to.have.length(2);
		secrets = (await under.stack.outputs()).secrets;
		rows = await under.gitlab.tokens();
	});

	it("records `retainOnDelete` without a writing request", async () => {
		await under.stack.write({ "index.ts": singles("{ retainOnDelete: true }") });
		expect(await up()).to.deep.equal([]);
	});

	it("names in a preview what the entries declare differently, and adopts nothing", async () => {
		const { adopt } = await under.stack.outputs();
		await succeeds(under.stack.pulumi("config", "set", "--secret", "adopt", JSON.stringify(adopt)));
		await under.stack.write({ "index.ts": set({ adopt: true, webScope: "read_repository" }) });
		const preview = await fails(under.stack.preview());
		expect(preview).to.contain('tokens["web"].scopes');
		expect(preview).to.contain('is ["read_registry"] in GitLab');
		expect(preview).to.not.contain('tokens["api"]');
	});

	it("shows in a preview that the tokens are adopted, and that the old resources are deleted", async () => {
		await under.stack.write({ "index.ts": set({ adopt: true }) });
		const output = await succeeds(under.stack.preview());
		expect(output).to.match(/deploy token "web" \(\d\) of project grp\/proj is adopted, not created/);
		expect(output).to.match(/deploy token "api" \(\d\) of project grp\/other is adopted, not created/);
	});

	it("moves them into the set: no POST, no DELETE, the same secrets", async () => {
		expect(await up()).to.deep.equal([]);
		expect((await under.stack.outputs()).secrets).to.deep.equal(secrets);
		expect(await under.gitlab.tokens()).to.deep.equal(rows);
		expect(await under.stack.deployTokens()).to.deep.equal({});
	});

	it("writes nothing when `adopt` and the configuration are removed", async () => {
		await succeeds(under.stack.pulumi("config", "rm", "adopt"));
		await under.stack.write({ "index.ts": set({ adopt: false }) });
		expect(await up()).to.deep.equal([]);
		expect((await under.stack.outputs()).secrets).to.deep.equal(secrets);
		expect(await up("--expect-no-changes")).to.deep.equal([]);
	});

	it("then changes only the key that is edited", async () => {
		const before = (await under.stack.outputs()).tokenIds as Record<string, number>;
		await under.stack.write({ "index.ts": set({ adopt: false, webScope: "read_repository" }) });
		expect(await up()).to.deep.equal(["POST /projects/5/deploy_tokens"]);
		const after = await under.stack.outputs();
		expect(after.tokenIds).to.include({ api: before.api });
		expect((after.tokenIds as typeof before).web).to.not.equal(before.web);
		expect(await under.gitlab.tokenIds(), "the old one lives for `overlap`").to.include(before.web);
	});
});
