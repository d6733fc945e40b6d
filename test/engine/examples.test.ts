import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import type * as Pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { plainEnvironment } from "../../tools/stack-environment.mjs";
import { fails, succeeds } from "../support/run-program";
import { pack } from "./harness/installation";
import { useStack } from "./harness/use-stack";

const ROOT = resolve(__dirname, "../..");
const DEPLOY_TOKEN_TYPE = "pulumi-nodejs:dynamic/gitlab:DeployToken";
const DAY_MS = 24 * 60 * 60 * 1000;

/** The program of an example, by file name: what a user copies, without a configured stack. */
function filesOf(example: string): Record<string, string> {
	const folder = join(ROOT, "examples", example);
	const names = readdirSync(folder).filter((name) => /\.(ts|json)$|^Pulumi\.yaml$/.test(name));
	return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name), "utf8")]));
}

describe("the example quickstart", function () {
	this.timeout(180_000);
	const under = useStack(() => ({
		files: filesOf("quickstart"),
		languageHost: true,
		projectName: "gitlab-deploy-tokens-quickstart",
	}));

	it("names every setting that is missing, with the command that sets it", async () => {
		const output = await fails(under.stack.preview());
		expect(output).to.include("pulumi config set project group/project");
		expect(output).to.include("pulumi config set group group");
		expect(output, "a stack trace").to.not.match(/^\s+at /m);
	});

	it("creates one token of the project and one of the group", async () => {
		await succeeds(under.stack.up("--config", "project=grp/proj", "--config", "group=7"));
		const rows = (await under.gitlab.tokens()).map(({ name, owner, scopes }) => ({ name, ...owner, scopes }));
		expect(rows.map(({ name, type, id, scopes }) => [name, type, id, ...scopes])).to.have.deep.members([
			["pull", "project", 5, "read_registry"],
			["mirror", "group", 7, "read_repository"],
		]);
	});

	it("has masked outputs that contain the tokens", async () => {
		const masked = (await under.stack.pulumi("stack", "output")).output;
		expect(masked).to.match(/dockerConfig\s+\[secret\]/);
		expect(masked).to.match(/mirrorAuth\s+\[secret\]/);
		const { dockerConfig, mirrorAuth } = await under.stack.outputs();
		const { username, password } = JSON.parse(String(dockerConfig)).auths["registry.example.com"];
		expect(username).to.match(/^gitlab\+deploy-token-\d+$/);
		expect(password).to.match(/^gldt-/);
		expect(Buffer.from(String(mirrorAuth), "base64").toString()).to.match(/^mirror:gldt-/);
	});

	it("shows no change in the next preview", async () => {
		await succeeds(under.stack.preview("--expect-no-changes"));
	});
});

describe("the README", () => {
	it("begins with the quickstart's program, word for word", () => {
		const text = readFileSync(join(ROOT, "README.md"), "utf8");
		expect(/^```ts\n(.*?)^```$/ms.exec(text)?.[1]).to.equal(filesOf("quickstart")["index.ts"]);
	});
});

describe("the example list-tokens", function () {
	this.timeout(180_000);
	const under = useStack(() => ({
		files: filesOf("list-tokens"),
		projectName: "gitlab-deploy-tokens-list",
		languageHost: true,
	}));
	const soon = new Date(Date.now() + 10 * DAY_MS).toISOString();
	const later = new Date(Date.now() + 90 * DAY_MS).toISOString();

	const create = (owner: string, name: string, more: object = {}) =>
		under.gitlab.createByHand(owner, { name, scopes: ["read_registry"], ...more });

	describe("with tokens that were created elsewhere", () => {
		before(async () => {
			await create("projects/5", "forever");
			await create("projects/5", "revoked");
			await create("projects/6", "soon", { expires_at: soon });
			await create("projects/6", "later", { expires_at: later });
			await create("groups/7", "of the group itself");
			await under.gitlab.control.revoke(2);
		});

		after(async () => {
			for (const { id } of await under.gitlab.tokens()) await under.gitlab.control.remove(id);
		});

		it("lists the active ones of the group's projects, and those that expire soon or never", async () => {
			await succeeds(under.stack.up("--config", "group=grp"));
			const forever = "grp/proj: forever (1), never expires";
			const ten = `grp/other: soon (3), until ${soon}`;
			expect(await under.stack.outputs()).to.deep.equal({
				active: [forever, ten, `grp/other: later (4), until ${later}`],
				neverExpire: [forever],
				expireWithin30Days: [ten],
			});
		});

		it("creates none, and shows no change in the next preview", async () => {
			expect(await under.gitlab.tokens()).to.have.length(5);
			await succeeds(under.stack.preview("--expect-no-changes"));
		});
	});
});

describe("the example testing", function () {
	this.timeout(240_000);
	const folder = mkdtempSync(join(tmpdir(), "deploy-token-example-testing-"));

	before(() => {
		for (const [name, text] of Object.entries(filesOf("testing"))) writeFileSync(join(folder, name), text);
		symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"), "junction");
	});

	after(() => rmSync(folder, { recursive: true, force: true }));

	it("passes its unit tests, and its tests of two stacks with the Automation API", async () => {
		const mocha = join(ROOT, "node_modules", "mocha", "bin", "mocha.js");
		const env = { PULUMI_HOME: join(folder, "home"), PULUMI_SKIP_UPDATE_CHECK: "1" };
		const printed = await run(process.execPath, [mocha, "--reporter", "json"], folder, env);
		const { stats } = JSON.parse(printed);
		expect(stats).to.include({ suites: 2, passes: 5, failures: 0, pending: 0 });
	});
});

/** What the engine's protocol marks a secret with. Source: Pulumi SDK, `runtime/rpc.ts`, `specialSecretSig`. */
const SECRET_MARK = "1b47061264138c4ac30d75fd1eb44270";

/** What GitLab would have given. */
const MOCKED = { username: "gitlab+deploy-token-1", token: "gldt-of-the-mocks-1234567" };

interface Registered {
	readonly type: string;
	readonly name: string;
	readonly inputs: Record<string, unknown>;
}

/**
 * Under Pulumi's mocks, since the plugin of `@pulumi/kubernetes` is a separate download. The packages are installed
 * as a user installs them, into a folder outside the repository.
 */
describe("the example kubernetes-pull-secret", function () {
	this.timeout(180_000);
	const folder = mkdtempSync(join(tmpdir(), "deploy-token-pull-secret-"));
	const registered: Registered[] = [];
	const outputs: Record<string, unknown> = {};

	before(async () => {
		const files = filesOf("kubernetes-pull-secret");
		for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
		await installPackages(folder, JSON.parse(files["package.json"] ?? ""));
	});

	after(() => rmSync(folder, { recursive: true, force: true }));

	it("compiles against the published types of @pulumi/kubernetes", async () => {
		const compiler = join(ROOT, "node_modules", "typescript", "bin", "tsc");
		await run(process.execPath, [compiler, "-p", folder, "--noEmit", "false"], folder);
	});

	it("runs", async () => {
		Object.assign(outputs, await runUnderMocks(folder, registered));
		expect(outputs.imagePullSecret).to.equal("gitlab-registry");
	});

	it("passes the project's ID on as the string that another provider's output is", () => {
		const token = registered.find(({ type }) => type === DEPLOY_TOKEN_TYPE);
		expect(token?.inputs).to.include({ name: "pull", project: "123" });
		expect(token?.inputs.scopes).to.deep.equal(["read_registry"]);
	});

	it("creates the manifest of an image pull secret", () => {
		const manifest = registered.find(({ type }) => type === "kubernetes:core/v1:Secret")?.inputs ?? {};
		expect(manifest).to.have.all.keys("apiVersion", "kind", "metadata", "type", "stringData");
		expect(manifest).to.include({
			apiVersion: "v1",
			kind: "Secret",
			type: "kubernetes.io/dockerconfigjson",
		});
		expect(manifest.metadata).to.deep.equal({ name: "gitlab-registry", namespace: "shop" });
		const { value, ...envelope } = manifest.stringData as { value: Record<string, string> };
		expect(Object.values(envelope), "marked as a secret").to.deep.equal([SECRET_MARK]);
		expect(value).to.have.all.keys(".dockerconfigjson");
		expect(JSON.parse(value[".dockerconfigjson"] ?? "")).to.deep.equal({
			auths: {
				"registry.example.com:5050": {
					username: MOCKED.username,
					password: MOCKED.token,
					auth: Buffer.from(`${MOCKED.username}:${MOCKED.token}`).toString("base64"),
				},
			},
		});
	});
});

async function runUnderMocks(folder: string, registered: Registered[]): Promise<Record<string, unknown>> {
	const load = createRequire(join(folder, "index.js"));
	const pulumi: typeof Pulumi = load("@pulumi/pulumi");
	await pulumi.runtime.setMocks(
		{
			newResource({ type, name, inputs }) {
				registered.push({ type, name, inputs });
				return {
					id: `${name}-id`,
					state: type === DEPLOY_TOKEN_TYPE ? { ...inputs, ...MOCKED } : inputs,
				};
			},
			call: () => ({}),
		},
		"gitlab-deploy-tokens-pull-secret",
	);
	pulumi.runtime.setAllConfig({
		"gitlab-deploy-tokens-pull-secret:projectId": "123",
		"gitlab-deploy-tokens-pull-secret:namespace": "shop",
		"gitlab-deploy-tokens-pull-secret:registry": "registry.example.com:5050",
	});
	const exported: Record<string, Pulumi.Output<unknown>> = load("./index.js");
	const known = Object.entries(exported).map(
		([name, output]) =>
			new Promise<[string, unknown]>((done) => output.apply((value) => done([name, value]))),
	);
	return Object.fromEntries(await Promise.all(known));
}

/** Installs what the example's `package.json` names, this package as its tarball. */
async function installPackages(
	folder: string,
	manifest: { dependencies: Record<string, string>; peerDependencies: Record<string, string> },
): Promise<void> {
	const filename = await pack(folder);
	const packages = { ...manifest.dependencies, ...manifest.peerDependencies };
	const dependencies = { ...packages, "pulumi-gitlab-deploy-tokens": `file:${filename}` };
	writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true, dependencies }));
	const flags = ["--ignore-scripts", "--prefer-offline", "--no-package-lock", "--no-audit", "--no-fund"];
	await run("npm", ["install", ...flags], folder);
}

/** What a program printed. Rejects with that when it fails. */
async function run(file: string, args: string[], cwd: string, more: object = {}): Promise<string> {
	const env = { ...plainEnvironment(), ...more };
	const options = { cwd, env, shell: process.platform === "win32" };
	const ended = await promisify(execFile)(file, args, options).catch((error) => {
		throw new Error(`${file} ${args[0]} failed: ${error.stdout}${error.stderr}`);
	});
	return ended.stdout;
}
