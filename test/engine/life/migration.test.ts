import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { succeeds } from "../../support/run-program";
import { writes } from "../harness/gitlab";
import { typescriptProject } from "../harness/project";
import { useStack } from "../harness/use-stack";

/**
 * Stands in for `gitlab.ProjectDeployToken` of pulumi-gitlab, whose plugin is a separate download: it creates on
 * `create`, deletes on `delete`, and keeps the same properties under the same names.
 */
const OLD_TOOL = `
const tool: pulumi.dynamic.ResourceProvider = {
	async create(inputs) {
		const response = await fetch(process.env.GITLAB_BASE_URL + "/api/v4/projects/" + inputs.project + "/deploy_tokens", {
			method: "POST",
			headers: { "private-token": process.env.GITLAB_TOKEN!, "content-type": "application/json" },
			body: JSON.stringify({ name: inputs.name, scopes: inputs.scopes }),
		});
		const { id, token, username } = await response.json();
		return { id: inputs.project + ":" + id, outs: { ...inputs, token, username } };
	},
	async delete(id) {
		const [project, token] = id.split(":");
		await fetch(process.env.GITLAB_BASE_URL + "/api/v4/projects/" + project + "/deploy_tokens/" + token, {
			method: "DELETE",
			headers: { "private-token": process.env.GITLAB_TOKEN! },
		});
	},
};

class ProjectDeployToken extends pulumi.dynamic.Resource {
	declare readonly token: pulumi.Output<string>;
	constructor(name: string, props: { project: string; name: string; scopes: string[] }, opts?: pulumi.CustomResourceOptions) {
		super(tool, name, { ...props, token: undefined, username: undefined }, { ...opts, additionalSecretOutputs: ["token"] });
	}
}
`;

const program = (mirror: string, pull: string, more = "") => `
import * as pulumi from "@pulumi/pulumi";
import { DeployToken } from "pulumi-gitlab-deploy-tokens";
${more}
const config = new pulumi.Config();
const args = (name: string) => ({ project: "5", name, scopes: ["read_registry"] });
export const mirror = ${mirror}.token;
export const pull = ${pull}.token;
`;
const old = (name: string, options = "{}") =>
	`new ProjectDeployToken("${name}", args("${name} token"), ${options})`;
const ours = (name: string) => `new DeployToken("${name}", args("${name} token"))`;
const adopting = (name: string) =>
	`new DeployToken("${name}", { ...args("${name} token"), adopt: { tokenId: config.requireNumber("${name}TokenId"), token: config.requireSecret("${name}Token") } })`;

interface Export {
	deployment: { resources: { urn: string; id?: string; outputs?: { token?: { plaintext: string } } }[] };
}

describe("docs/migration.md, followed with a stand-in for the old tool", function () {
	this.timeout(300_000);
	const under = useStack(() => ({
		files: typescriptProject(program(old("mirror"), old("pull"), OLD_TOOL)),
	}));
	let urns: Record<string, string>;
	let secrets: Record<string, unknown>;

	const pulumi = (...args: string[]) => succeeds(under.stack.pulumi(...args));

	before(async () => {
		await succeeds(under.stack.up());
		secrets = await under.stack.outputs();
		expect(await under.gitlab.tokens()).to.have.length(2);
	});

	it("reads ID and secret from the old state, and keeps them in the stack's configuration", async () => {
		const file = join(under.stack.project, "old.json");
		await pulumi("stack", "export", "--show-secrets", "--file", file);
		const { deployment }: Export = JSON.parse(await readFile(file, "utf8"));
		await rm(file);
		urns = {};
		for (const name of ["mirror", "pull"]) {
			const {
				urn = "",
				id = "",
				outputs,
			} = deployment.resources.find(({ urn }) => urn.endsWith(`::${name}`)) ?? {};
			urns[name] = urn;
			const token = JSON.parse(outputs?.token?.plaintext ?? "");
			expect(token).to.equal(secrets[name]);
			await pulumi("config", "set", `${name}TokenId`, id.split(":").at(-1) ?? "");
			await pulumi("config", "set", "--secret", `${name}Token`, token);
		}
	});

	it("removes one from the old tool by `pulumi state delete`, the other by `retainOnDelete`", async () => {
		await pulumi("state", "delete", urns.mirror ?? "", "--yes");
		const retained = program('({ token: "" })', old("pull", "{ retainOnDelete: true }"), OLD_TOOL);
		await under.stack.write({ "index.ts": retained });
		await succeeds(under.stack.up());
	});

	it("adopts both: the same tokens, the same secrets, nothing written to GitLab", async () => {
		await under.stack.write({ "index.ts": program(adopting("mirror"), adopting("pull")) });
		await succeeds(under.stack.preview());
		const { requests } = await under.gitlab.during(() => succeeds(under.stack.up()));
		expect(writes(requests)).to.deep.equal([]);
		expect(await under.stack.outputs()).to.deep.equal(secrets);
		expect(Object.keys(await under.stack.deployTokens())).to.have.members(["mirror", "pull"]);
	});

	it("changes nothing when `adopt` and the configuration are removed", async () => {
		for (const key of ["mirrorTokenId", "mirrorToken", "pullTokenId", "pullToken"])
			await pulumi("config", "rm", key);
		await under.stack.write({ "index.ts": program(ours("mirror"), ours("pull")) });
		await succeeds(under.stack.up("--expect-no-changes"));
		expect(await under.stack.outputs()).to.deep.equal(secrets);
		expect(await under.gitlab.tokens()).to.have.length(2);
	});
});
