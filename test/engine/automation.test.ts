import { mkdir, mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import * as automation from "@pulumi/pulumi/automation";
import { expect } from "chai";
import { DeployToken, GroupTreeTokens, listProjects } from "pulumi-gitlab-deploy-tokens";
import { plainEnvironment } from "../../tools/stack-environment.mjs";
import { GitLab, type LoggedRequest } from "./harness/gitlab";
import { LATE_PACKAGES } from "./harness/late-packages";

const ROOT = resolve(__dirname, "../..");

/** A GitLab whose project 5 is another one than the other GitLab's, for another user's credential. */
const worldOf = (name: string) => ({
	users: [
		{ id: 1, username: name, admin: true, accessTokens: [{ token: `glpat-of-${name}`, scopes: ["api"] }] },
	],
	groups: [{ id: 7, path: "grp" }],
	projects: [{ id: 5, path: `grp/of-${name}` }],
});

/** Inline programs of the Automation API: several stacks, each with its own GitLab, in this one process. */
describe("inline programs of the Automation API", function () {
	this.timeout(180_000);
	const names = ["x", "y"] as const;
	const gitlabs = new Map<string, GitLab>();
	const stacks = new Map<string, automation.Stack>();
	const listed = new Map<string, string[]>();
	const kept = { ...process.env };
	let temp: string;

	before(async () => {
		for (const name of Object.keys(process.env).filter((name) => !(name in plainEnvironment())))
			delete process.env[name];
		temp = await mkdtemp(join(tmpdir(), "deploy-token-automation-"));
		for (const name of names) gitlabs.set(name, await GitLab.start(worldOf(name)));
		for (const name of names) stacks.set(name, await stackOf(name));
	});
	after(async () => {
		for (const stack of stacks.values()) await stack.destroy();
		for (const gitlab of gitlabs.values()) expect(await gitlab.tokens()).to.deep.equal([]);
		for (const gitlab of gitlabs.values()) await gitlab.stop();
		Object.assign(process.env, kept);
		await rm(temp, { recursive: true, force: true });
	});

	const gitlabOf = (name: string) => gitlabs.get(name) as GitLab;
	const stackOf = async (name: string, envVars: Record<string, string> = {}) => {
		const workDir = join(temp, name);
		await mkdir(join(temp, "state"), { recursive: true });
		await mkdir(workDir, { recursive: true });
		await symlink(join(ROOT, "node_modules"), join(workDir, "node_modules"), "junction");
		const program = async () => {
			listed.set(
				name,
				(await listProjects({ group: "grp" })).map(({ path }) => path),
			);
			await GroupTreeTokens.create("tree", { group: "grp" }, { scopes: ["read_registry"] });
			new DeployToken("one", { project: 5, scopes: ["read_registry"] });
		};
		const stack = await automation.LocalWorkspace.createOrSelectStack(
			{ stackName: "dev", projectName: `automation-${name}`, program },
			{
				workDir,
				envVars: {
					PULUMI_BACKEND_URL: `file://${join(temp, "state")}`,
					PULUMI_HOME: join(temp, "home"),
					PULUMI_CONFIG_PASSPHRASE: "correct horse battery staple",
					PULUMI_SKIP_UPDATE_CHECK: "1",
					...LATE_PACKAGES,
					...envVars,
				},
			},
		);
		await stack.setConfig("gitlab:baseUrl", { value: gitlabOf(name).url });
		await stack.setConfig("gitlab:token", { value: `glpat-of-${name}`, secret: true });
		return stack;
	};
	const stack = (name: string) => stacks.get(name) as automation.Stack;
	const usersOf = (requests: readonly LoggedRequest[]) => [...new Set(requests.map(({ user }) => user))];

	it("read their own GitLab with their own credential, one after the other", async () => {
		for (const name of names) {
			await stack(name).up();
			expect(listed.get(name)).to.deep.equal([`grp/of-${name}`]);
		}
		for (const name of names) {
			const tokens = (await gitlabOf(name).tokens()).map((row) => row.name);
			expect(tokens).to.have.members(["one", `grp/of-${name}`]);
			expect(usersOf(await gitlabOf(name).requests())).to.deep.equal([name]);
		}
	});

	it("keep their own tokens, all at once", async () => {
		listed.clear();
		const ids = async (name: string) => (await gitlabOf(name).tokens()).map(({ id }) => id);
		const before = await Promise.all(names.map(ids));
		await Promise.all(names.map((name) => stack(name).up()));
		expect(await Promise.all(names.map(ids))).to.deep.equal(before);
		for (const name of names) {
			expect(listed.get(name)).to.deep.equal([`grp/of-${name}`]);
			expect(usersOf(await gitlabOf(name).requests())).to.deep.equal([name]);
		}
	});

	const failureOf = (name: string) =>
		stack(name)
			.preview()
			.then(
				() => "",
				(error: Error) => error.message,
			);

	it("notice in the next run that a credential was revoked or changed", async () => {
		await stack("x").setConfig("gitlab:token", { value: "glpat-revoked", secret: true });
		expect(await failureOf("x")).to.contain("GitLab responded with 401");
		await stack("x").setConfig("gitlab:token", { value: "glpat-of-x", secret: true });
		await stack("x").preview();
	});

	it("do not see the `envVars` of their workspace, and report a credential that is set there", async () => {
		await stack("x").removeConfig("gitlab:token");
		stack("x").workspace.envVars.GITLAB_TOKEN = "glpat-of-x";
		expect(await failureOf("x"))
			.to.contain("[GITLAB_CREDENTIAL_MISSING]")
			.and.contain("`envVars`");
		delete stack("x").workspace.envVars.GITLAB_TOKEN;
		await stack("x").setConfig("gitlab:token", { value: "glpat-of-x", secret: true });
	});
});
