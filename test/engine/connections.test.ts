import { expect } from "chai";
import { fails, succeeds } from "../support/run-program";
import { GitLab } from "./harness/gitlab";
import { typescriptProject } from "./harness/project";
import { useStack } from "./harness/use-stack";
import { CREDENTIALS, WORLD } from "./harness/world";

const program = `
import { DeployToken, listDeployTokens } from "pulumi-gitlab-deploy-tokens";

const args = { project: "grp/proj", scopes: ["read_registry"] };
new DeployToken("here", args);
new DeployToken("there", { ...args, connection: "other" });
export const names = listDeployTokens({ group: "grp" }, { connection: "other" });
`;

/** The other GitLab knows one user, whom this one does not know. */
const OTHER_CREDENTIAL = "glpat-of-the-other+GitLab/1=";
const OTHER_WORLD = {
	...WORLD,
	users: [
		{ id: 1, username: "boss", admin: true, accessTokens: [{ token: OTHER_CREDENTIAL, scopes: ["api"] }] },
	],
	groups: [{ id: 7, path: "grp" }],
};

describe("two GitLabs in one stack", function () {
	this.timeout(180_000);
	let other: GitLab;
	const under = useStack(async () => {
		other = await GitLab.start(OTHER_WORLD);
		return { files: typescriptProject(program), secrets: [OTHER_CREDENTIAL] };
	});
	after(async () => {
		expect(await other.tokens(), "tokens left in the other GitLab").to.deep.equal([]);
		await other.stop();
	});

	it("are configured in namespaces of the stack, credentials encrypted", async () => {
		for (const args of [
			["other:baseUrl", other.url],
			["--secret", "other:token", OTHER_CREDENTIAL],
		]) {
			await succeeds(under.stack.pulumi("config", "set", ...args));
		}
	});

	it("get one token each", async () => {
		await succeeds(under.stack.up());
		expect((await under.gitlab.tokens()).map(({ name }) => name)).to.deep.equal(["here"]);
		expect((await other.tokens()).map(({ name }) => name)).to.deep.equal(["there"]);
	});

	it("show no change afterwards", async () => {
		await succeeds(under.stack.preview("--expect-no-changes"));
	});

	it("show the drift of each", async () => {
		const [there] = await other.tokens();
		await other.control.revoke(there?.id ?? 0);
		const output = await succeeds(under.stack.preview());
		expect(output)
			.to.match(/"there" \(\d+\).* was revoked/)
			.and.not.match(/"here" \(\d+\)/);
	});

	it("each receive their own credential only", async () => {
		for (const { user } of await under.gitlab.requests()) expect(user).to.equal("root");
		for (const { user } of await other.requests()) expect(user).to.equal("boss");
	});
});

describe("a credential in the stack's configuration", function () {
	this.timeout(180_000);
	const files = typescriptProject(`
		import { DeployToken } from "pulumi-gitlab-deploy-tokens";
		new DeployToken("pull", { project: "grp/proj", scopes: ["read_registry"] });
	`);
	const under = useStack(() => ({
		files,
		languageHost: true,
		env: { GITLAB_TOKEN: "", GITLAB_BASE_URL: "" },
	}));

	it("that is missing is reported by `up`, with both ways to set it, and nothing is created", async () => {
		await under.stack.pulumi("config", "set", "gitlab:baseUrl", under.gitlab.url);
		const output = await fails(under.stack.up());
		expect(output).to.contain("GITLAB_TOKEN").and.contain("pulumi config set --secret gitlab:token");
		expect(await under.gitlab.tokens()).to.deep.equal([]);
	});

	it("that is missing is also reported by a function in the program", async () => {
		await under.stack.write({
			"index.ts": `import { listDeployTokens } from "pulumi-gitlab-deploy-tokens";
				export const tokens = listDeployTokens({ project: "grp/proj" });`,
		});
		const output = await fails(under.stack.preview());
		expect(output).to.contain("GITLAB_TOKEN").and.contain("pulumi config set --secret gitlab:token");
	});

	it("is used once it is set, and is nowhere in plaintext", async () => {
		await under.stack.write(files);
		await under.stack.pulumi("config", "set", "--secret", "gitlab:token", CREDENTIALS.admin);
		await succeeds(under.stack.up());
	});

	it("is overridden by the environment where it is no longer valid", async () => {
		await under.stack.pulumi("config", "set", "--secret", "gitlab:token", CREDENTIALS.revoked);
		const refused = await fails(under.stack.preview());
		expect(refused).to.contain("Token was revoked").and.contain("[GITLAB_UNAUTHORIZED]");
		under.stack.setEnvironment({ GITLAB_TOKEN: CREDENTIALS.admin });
		await succeeds(under.stack.preview("--expect-no-changes"));
	});
});
