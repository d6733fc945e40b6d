import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import { ROOT } from "./source-files";

const run = promisify(execFile);
const options = { cwd: ROOT, shell: process.platform === "win32" };

/** Compiled just before by whatever runs the tests, so that npm's script for it is left out. */
describe("the packed package", function () {
	this.timeout(240_000);
	const folder = mkdtempSync(join(tmpdir(), "deploy-token-pack-"));
	let tarball: string;
	let files: string[];

	before(async () => {
		await run("npm", ["run", "prepack", "--workspace", "provider"], options);
		const flags = ["--workspace", "provider", "--ignore-scripts", "--json", "--pack-destination", folder];
		const { stdout } = await run("npm", ["pack", ...flags], options);
		const [packed] = JSON.parse(stdout) as [{ filename: string; files: { path: string }[] }];
		tarball = join(folder, packed.filename);
		files = packed.files.map(({ path }) => path);
	});

	after(() => rmSync(folder, { recursive: true, force: true }));

	it("contains its manifest, its documents, compiled code and types, and nothing else", () => {
		const others = files.filter((path) => !/^dist\/[a-z/-]+\.(js|d\.ts)$/.test(path));
		expect(others).to.have.members([
			"package.json",
			"schema.json",
			"bin/pulumi-resource-gitlab-deploy-tokens",
			"README.md",
			"CHANGELOG.md",
			"LICENSE",
		]);
	});

	it("contains a type file for each code file, and code of all folders", () => {
		const code = files.filter((path) => path.endsWith(".js")).map((path) => path.replace(/\.js$/, ""));
		const types = files.filter((path) => path.endsWith(".d.ts")).map((path) => path.replace(/\.d\.ts$/, ""));
		expect(code).to.have.members(types);
		for (const entry of [
			"index",
			"runtime/index",
			"model/token/check",
			"api/client",
			"pulumi/deploy-token",
			"plugin/main",
			"testing/index",
		])
			expect(code).to.include(`dist/${entry}`);
	});

	it("runs nothing where it is installed, and neither do the other packages that are published", () => {
		for (const folder of ["provider", "inventory", "policy", "test/emulator"]) {
			const { scripts } = JSON.parse(readFileSync(join(ROOT, folder, "package.json"), "utf8"));
			// npm warns about each of these in whatever it installs.
			expect(scripts, folder).to.not.have.any.keys("prepare", "preinstall", "install", "postinstall");
		}
	});

	it("passes publint without a message", async () => {
		const { stdout } = await run("npx", ["publint", "run", tarball, "--strict"], options);
		expect(stdout).to.match(/All good!/);
	});

	/** Ends with an error for any problem. */
	const attw = (...flags: string[]) =>
		run("npx", ["attw", tarball, "--no-emoji", "--no-color", ...flags], options).catch(({ stdout }) => {
			throw new Error(stdout);
		});

	it("has types that resolve for every kind of program", async () => {
		const { stdout } = await attw("--exclude-entrypoints", "./runtime", "./testing", "./schema.json");
		expect(stdout).to.contain("No problems found");
	});

	it("has types of the other entries too, where `exports` are known", async () => {
		const { stdout } = await attw("--entrypoints", "./runtime", "./testing", "--profile", "node16");
		expect(stdout)
			.to.match(/node16 \(from CJS\)(?: . OK \(CJS\)\s*){2}/)
			.and.match(/node16 \(from ESM\)(?: . OK \(CJS\)\s*){2}/);
	});
});
