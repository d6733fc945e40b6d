import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import which from "which";
import { fails, succeeds } from "../../support/run-program";
import { useStack } from "../harness/use-stack";
import { PLUGINS, reference, token, yamlProject } from "./harness/yaml";

const ROOT = resolve(__dirname, "../../..");
const { version } = require("pulumi-gitlab-deploy-tokens/package.json");

const PROGRAM = {
	resources: { pull: token({ project: "grp/proj", scopes: ["read_registry"] }) },
	outputs: { secret: reference("pull.token") },
};
/** A program that does not name the plugin's path: the engine has it installed. */
const installed = yamlProject({ ...PROGRAM, plugins: undefined });

/** Without the folders in which npm has the plugin of this repository: the engine prefers one on PATH. */
const PATH = (process.env.PATH ?? "")
	.split(delimiter)
	.filter((folder) => !existsSync(join(folder, "pulumi-resource-gitlab-deploy-tokens")))
	.join(delimiter);

/** A test per step: each goes on from the state that the one before it left. */
describe("the packed plugin, installed into an empty Pulumi home", function () {
	this.timeout(120_000);
	const under = useStack(() => ({ files: installed, env: { PATH } }));
	let temp: string;
	let archive: string;
	const plugin = (...args: string[]) => under.stack.pulumi("plugin", ...args);
	const install = (as: string) =>
		plugin("install", "resource", "gitlab-deploy-tokens", as, "--file", archive);

	/** A PATH with the engine and its language host, and with this `node`, or none. */
	const pathWith = async (node?: string) => {
		const folder = await mkdtemp(join(temp, "bin-"));
		if (node !== undefined) await writeFile(join(folder, "node"), node, { mode: 0o755 });
		for (const program of ["pulumi", "pulumi-language-yaml"])
			await symlink(await which(program), join(folder, program));
		return folder;
	};
	const previewWith = async (path: string) => {
		under.stack.setEnvironment({ PATH: path });
		const result = await under.stack.preview();
		under.stack.setEnvironment({ PATH });
		return result;
	};

	before(async () => {
		temp = await mkdtemp(join(tmpdir(), "deploy-token-plugin-"));
		const system = { win32: "windows" }[process.platform as string] ?? process.platform;
		const target = `${system}-${process.arch === "x64" ? "amd64" : process.arch}`;
		const args = ["tools/plugin/pack.mjs", "--out", temp, "--target", target];
		const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: ROOT });
		archive = stdout.trim();
	});
	after(() => rm(temp, { recursive: true, force: true }));

	it("is one archive, named as Pulumi names it", () => {
		expect(archive).to.match(/pulumi-resource-gitlab-deploy-tokens-v\d+\.\d+\.\d+-\w+-\w+\.tar\.gz$/);
	});

	it("runs a YAML program, which needs nothing else", async () => {
		await succeeds(install(version));
		const output = await succeeds(under.stack.up());
		expect(output).to.not.contain("warning");
		expect((await under.stack.outputs()).secret).to.match(/^gldt-/);
		await succeeds(under.stack.preview("--expect-no-changes"));
	});

	it("reports that it needs Node where there is none on PATH", async () => {
		const output = await fails(previewWith(await pathWith()));
		expect(output).to.match(/needs Node\.js \d+\.\d+\.\d+ or newer, and there is no node on PATH/);
	});

	it("reports that also where that Node is too old", async () => {
		const old = `#!${process.execPath}\nObject.defineProperty(process.versions, "node", { value: "20.17.0" });\nprocess.argv.splice(1, 1);\nrequire(process.argv[1]);\n`;
		const output = await fails(previewWith(await pathWith(old)));
		expect(output).to.match(/needs Node\.js 20\.18\.1 or newer, and the node on PATH \(.*\) is 20\.17\.0/);
	});

	it("is not used where the project names another, and the state is that of both", async () => {
		await under.stack.write(yamlProject({ ...PROGRAM, plugins: PLUGINS }));
		await succeeds(under.stack.preview("--expect-no-changes"));
	});

	it("reads what an older and a newer release of it recorded", async () => {
		await under.stack.write(installed);
		for (const other of ["0.0.1", "99.0.0"]) {
			await succeeds(plugin("rm", "--all", "--yes"));
			await succeeds(install(other));
			await succeeds(under.stack.preview("--expect-no-changes"));
			await succeeds(under.stack.up());
		}
	});
});
