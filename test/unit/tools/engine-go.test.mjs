// @ts-check

import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { buildableVersions, engineProgram, readGoMod } from "../../../tools/engine/go-modules.mjs";
import { ensureEngine } from "../../../tools/engine/setup.mjs";
import { DEFAULT_VERSION, MINIMUM_VERSION } from "../../../tools/engine/versions.mjs";
import { createMachine, writeEngine, writeGo } from "./machine.mjs";
import { createRecorder, rejection } from "./recorder.mjs";

describe("the build from Go modules", () => {
	/** @type {import("./machine.mjs").Machine} */
	let machine;
	const recorder = createRecorder();
	beforeEach(async () => {
		machine = await createMachine();
		machine.env.PULUMI_ENGINE_SOURCE = "go";
		recorder.lines.length = 0;
	});
	afterEach(() => machine.remove());

	const ensure = () => ensureEngine({ env: machine.env, progress: recorder.progress });
	const refusal = async () => {
		const { message } = await rejection(ensure());
		expect(await machine.cached(), "what is left in the cache").to.deep.equal([]);
		return message;
	};

	it("places both programs and the scripts side by side in the cache", async () => {
		await writeGo(machine);
		const engine = await ensure();
		expect(engine).to.include({ version: "3.274.1", source: "go" });
		expect(await machine.cached()).to.have.length(1);
		const script = await stat(join(engine.bin ?? "", "pulumi-resource-pulumi-nodejs"));
		expect(script.mode & 0o111, "the script can be run").to.equal(0o111);
		delete machine.env.PULUMI_ENGINE_SOURCE;
		expect((await ensure()).source).to.equal("cache");
	});

	it("builds only what go.sum pins", async () => {
		await writeGo(machine);
		await ensure();
		const builds = (await readFile(join(machine.root, "go.log"), "utf8")).trim().split("\n");
		expect(builds).to.have.length(2);
		for (const build of builds) expect(build).to.contain("build -mod=readonly ");
	});

	it("replaces a cached engine that no longer works", async () => {
		await writeGo(machine);
		const { bin } = await ensure();
		await writeFile(join(bin ?? "", "pulumi-language-nodejs"), "#!/bin/sh\nexit 9\n");
		machine.env.PULUMI_ENGINE_SOURCE = "cache";
		expect((await rejection(ensure())).message).to.contain(
			"pulumi-language-nodejs does not run: exit code 9",
		);
		machine.env.PULUMI_ENGINE_SOURCE = "go";
		await ensure();
		machine.env.PULUMI_ENGINE_SOURCE = "cache";
		expect((await ensure()).bin).to.equal(bin);
	});

	it("builds the oldest supported engine too, and keeps the two apart", async () => {
		await writeGo(machine);
		const newest = await ensure();
		machine.env.PULUMI_ENGINE_VERSION = "3.200.0";
		const oldest = await ensure();
		expect(oldest).to.include({ version: "3.200.0", source: "go" });
		expect(await machine.cached()).to.have.length(2);
		delete machine.env.PULUMI_ENGINE_SOURCE;
		expect(await ensure()).to.deep.equal({ ...oldest, source: "cache" });
		delete machine.env.PULUMI_ENGINE_VERSION;
		expect(await ensure()).to.deep.equal({ ...newest, source: "cache" });
	});

	it("uses versions whose go.mod and go.sum exist", async () => {
		await writeGo(machine);
		expect(await buildableVersions()).to.deep.equal([MINIMUM_VERSION, DEFAULT_VERSION]);
		for (const version of await buildableVersions()) {
			expect(await readGoMod(engineProgram(version))).to.include({ version });
		}
		machine.env.PULUMI_ENGINE_VERSION = "3.250.0";
		expect(await refusal()).to.contain("only 3.200.0 and 3.274.1 can be built, not 3.250.0");
	});

	it("requires Go", async () => {
		expect(await refusal()).to.contain("a build with Go: no go on PATH");
	});

	for (const [version, found] of [
		["go1.21.5", "1.21.5"],
		["go1.23", "1.23.0"],
		["go1.9", "1.9.0"],
		["", "of an unknown version"],
	]) {
		it(`refuses Go "${version}", which is too old`, async () => {
			await writeGo(machine, { version: version ?? "" });
			expect(await refusal()).to.match(new RegExp(`is Go ${found}; the build needs 1\\.\\d+\\.\\d+`));
		});
	}

	it("accepts a release candidate and a distribution's own version of Go", async () => {
		for (const version of ["go1.27rc1", "go1.26.8 X:nodwarf5", "devel go1.28-1234abcd"]) {
			await writeGo(machine, { version });
			expect((await ensure()).source, version).to.equal("go");
		}
	});

	it("reports Go's first error", async () => {
		await writeGo(machine, { fails: "go: example.org/mod@v1.0.0: no such host" });
		expect(await refusal()).to.contain("go build of pulumi failed: go: example.org/mod@v1.0.0: no such host");
	});

	it("does not print a module proxy's password", async () => {
		await writeGo(machine, { fails: "Get https://someone:hunter2@proxy.example.com/x: 403" });
		const message = await refusal();
		expect(message).to.contain("https://***@proxy.example.com/x: 403");
		expect([message, ...recorder.lines].join("\n")).to.not.contain("hunter2");
	});

	it("reports how long it takes before it begins, and only where it can begin", async () => {
		await writeGo(machine);
		await ensure();
		expect(recorder.lines[0]).to.match(
			/^next is a build of 3\.274\.1 from Go modules: about \d+ minutes on two /,
		);
		expect(recorder.lines[1]).to.equal("building pulumi 3.274.1 from Go modules");

		recorder.lines.length = 0;
		await writeGo(machine, { version: "go1.21.5" });
		await rejection(ensure());
		expect(recorder.lines.join("\n")).to.match(/the build needs 1\.\d+\.\d+/);
		expect(recorder.lines.join("\n")).to.not.contain("next is a build");
	});

	it("is the last resort, after each attempt before it reported why it failed", async () => {
		await writeGo(machine);
		await writeEngine(machine.bin, { version: "v3.1.0" });
		delete machine.env.PULUMI_ENGINE_SOURCE;
		machine.env.PULUMI_ENGINE_DOWNLOAD_URL = "http://127.0.0.1:1";
		const engine = await ensure();
		expect(engine.source).to.equal("go");
		expect(recorder.lines.map((line) => line.replace(/^(not from [^:]+|\S+).*$/s, "$1"))).to.deep.equal([
			"not from PATH",
			"not from the cache",
			"downloading",
			"not from Pulumi's release",
			"next",
			"building",
			"building",
		]);
	});
});
