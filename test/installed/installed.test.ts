import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import { stackEnvironment } from "../../tools/stack-environment.mjs";
import { GitLab } from "../engine/harness/gitlab";
import { useStack } from "../engine/harness/use-stack";
import { CREDENTIALS } from "../engine/harness/world";
import { type Installed, installAsUser, installByReadme, type UserProject } from "./harness/user-project";

const SDK = { "@pulumi/pulumi": "3.270.0" };
const BODY = `
const one = new DeployToken("pull", { project: "grp/proj", scopes: ["read_registry"] });
const set = new DeployTokenSet("all", { scopes: ["read_registry"], tokens: { web: { project: 6 } } });
export const docker = one.credentials.dockerConfigJson("registry.example.com");
export const web = set.secrets.web;
export const node = process.versions.node;
`;
const IMPORT = 'import { DeployToken, DeployTokenSet } from "pulumi-gitlab-deploy-tokens";';
const PROGRAM = `${IMPORT}\n${BODY}`;
const TSCONFIG = JSON.stringify({
	compilerOptions: { strict: true, target: "es2022", module: "nodenext", moduleResolution: "nodenext" },
	files: ["index.ts"],
});

/** `"type": "module"`, in addition to what the package manager wrote. */
const asModule = (folder: string) => {
	const path = join(folder, "package.json");
	writeFileSync(path, JSON.stringify({ ...JSON.parse(readFileSync(path, "utf8")), type: "module" }));
};

interface Row extends UserProject {
	readonly title: string;
	readonly esModule?: boolean;
	readonly inJavaScript?: boolean;
	readonly typeChecked?: boolean;
}

/** The rows of docs/installing.md that test/engine/installation.test.ts and layouts.test.ts do not run. */
const ROWS: readonly Row[] = [
	{
		title: "npm, the oldest Node and Pulumi supported, an ES module in JavaScript",
		manager: "npm",
		node: "20.18.1",
		packages: { "@pulumi/pulumi": "3.216.0" },
		esModule: true,
		inJavaScript: true,
	},
	{
		title: "npm, Node 22, TypeScript 6",
		manager: "npm",
		node: "22.23.3",
		packages: { ...SDK, typescript: "^6.0.3", "ts-node": "^10.9.2", "@types/node": "^22.0.0" },
		typeChecked: true,
	},
	{
		title: "npm, Node 24, TypeScript 5",
		manager: "npm",
		node: "24.21.0",
		packages: { ...SDK, typescript: "^5.9.3", "@types/node": "^24.0.0" },
		typeChecked: true,
	},
	{
		title: "npm, Node 24, an ES module in JavaScript",
		manager: "npm",
		node: "24.21.0",
		packages: SDK,
		esModule: true,
		inJavaScript: true,
	},
	{
		title: "npm, Node 24, an ES module in TypeScript without a loader",
		manager: "npm",
		node: "24.21.0",
		packages: SDK,
		esModule: true,
	},
	{
		title: "npm, Node 26, without TypeScript in the project",
		manager: "npm",
		node: "26.10.0",
		packages: SDK,
	},
	{
		title: "pnpm, Node 22",
		manager: "pnpm",
		node: "22.23.3",
		packages: SDK,
		// Else pnpm ends with an error, after it has installed everything.
		files: { "pnpm-workspace.yaml": "allowBuilds:\n  protobufjs: false\n" },
	},
	{ title: "yarn 1, Node 22", manager: "yarn 1", node: "22.23.3", packages: SDK },
	{
		title: "yarn 4 with node_modules, Node 24",
		manager: "yarn 4",
		node: "24.21.0",
		packages: SDK,
		files: { ".yarnrc.yml": "nodeLinker: node-modules\n", "yarn.lock": "" },
	},
	{ title: "bun install, Node 22", manager: "bun", node: "22.23.3", packages: SDK },
];

/** The tests of one installation. */
function itWorks(
	installed: () => Installed,
	{ esModule, inJavaScript, typeChecked }: Partial<Row> = {},
): void {
	const main = inJavaScript ? "index.js" : "index.ts";
	const under = useStack(() => {
		const installation = installed();
		if (esModule) asModule(installation.folder);
		return {
			installation,
			files: {
				"Pulumi.yaml": JSON.stringify({ name: "trial", main, runtime: "nodejs" }),
				...(typeChecked && { "tsconfig.json": TSCONFIG }),
				[main]: PROGRAM,
			},
			env: { PULUMI_NODEJS_TRANSPILE_ONLY: String(typeChecked !== true) },
		};
	});

	it("creates its tokens", async () => {
		const { code, output } = await under.stack.up();
		expect(code, output).to.equal(0);
		const { docker, web } = await under.stack.outputs();
		expect(JSON.parse(String(docker)).auths["registry.example.com"].password).to.match(/^gldt-/);
		expect(web).to.match(/^gldt-/);
		expect(await under.gitlab.tokens()).to.have.length(2);
	});

	it("shows no change afterwards, neither in preview nor in refresh", async () => {
		for (const run of [under.stack.preview, under.stack.refresh]) {
			const { code, output } = await run.call(under.stack, "--expect-no-changes");
			expect(code, output).to.equal(0);
		}
	});
}

for (const row of ROWS)
	describe(`the packed package, installed with ${row.title}`, function () {
		this.timeout(300_000);
		let installed: Installed;

		before(async () => {
			installed = await installAsUser(row);
		});
		after(() => installed?.remove());

		// Within, so that the stack is destroyed before the folder is removed.
		describe("in a program", () => itWorks(() => installed, row));
	});

describe("the README's installation, typed in an empty folder today", function () {
	this.timeout(300_000);
	let installed: Installed;

	before(async () => {
		const readme = readFileSync(resolve(__dirname, "../../README.md"), "utf8");
		const [line = ""] = /^npm install pulumi-gitlab-deploy-tokens .*$/m.exec(readme) ?? [];
		expect(line).to.not.equal("");
		installed = await installByReadme(line);
	});
	after(() => installed?.remove());

	describe("in a program", () => itWorks(() => installed));
});

describe("an inline program of the Automation API under Bun", function () {
	this.timeout(300_000);
	const temp = mkdtempSync(join(tmpdir(), "deploy-token-bun-"));
	let installed: Installed;
	let gitlab: GitLab;

	before(async () => {
		installed = await installAsUser({ manager: "bun", node: "22.23.3", packages: SDK });
		gitlab = await GitLab.start();
	});
	after(async () => {
		installed?.remove();
		await gitlab?.stop();
		rmSync(temp, { recursive: true, force: true });
	});

	it("creates its tokens, shows no change afterwards, and deletes them", async () => {
		const program = `
import { LocalWorkspace } from "@pulumi/pulumi/automation/index.js";
${IMPORT}
const program = async () => {
	const one = new DeployToken("pull", { project: 5, scopes: ["read_registry"] });
	const set = new DeployTokenSet("all", { scopes: ["read_registry"], tokens: { web: { project: 6 } } });
	return { made: one.id, web: set.secrets.web };
};
const stack = await LocalWorkspace.createOrSelectStack(
	{ stackName: "dev", projectName: "trial", program },
	{ workDir: import.meta.dirname },
);
const { outputs } = await stack.up();
await stack.refresh({ expectNoChanges: true });
const { changeSummary } = await stack.preview();
await stack.destroy();
console.log(process.versions.bun, outputs.made.value, outputs.web.secret, JSON.stringify(changeSummary));
`;
		writeFileSync(join(installed.folder, "program.ts"), program);
		const env = {
			...stackEnvironment(temp, { url: gitlab.url, credential: CREDENTIALS.admin }),
			PATH: [installed.bin, process.env.PATH].join(delimiter),
		};
		const [bun = ""] = installed.manager;
		const { stdout } = await promisify(execFile)(bun, ["program.ts"], { cwd: installed.folder, env });
		expect(stdout).to.match(/^1\.\d+\.\d+ projects\/5\/deploy_tokens\/\d+ true \{"same":3\}$/m);
		expect(await gitlab.tokens()).to.deep.equal([]);
	});
});
