import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { type Packed, pack, publint, run } from "./packed";
import { ROOT } from "./source-files";

describe("the packed package", function () {
	this.timeout(240_000);
	let packed: Packed;

	before(async () => {
		packed = await pack("provider");
	});

	after(() => packed?.remove());

	it("contains its manifest, its documents, compiled code and types, and nothing else", () => {
		const others = packed.files.filter((path) => !/^dist\/[a-z/-]+\.(js|d\.ts)$/.test(path));
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
		const { files } = packed;
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
		expect(await publint(packed.tarball)).to.match(/All good!/);
	});

	/** Ends with an error for any problem. */
	const attw = (...flags: string[]) =>
		run("npx", ["attw", packed.tarball, "--no-emoji", "--no-color", ...flags]).catch(({ stdout }) => {
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
