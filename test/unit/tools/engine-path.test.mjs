// @ts-check

import { chmod, mkdir, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { ensureEngine } from "../../../tools/engine/setup.mjs";
import { createMachine, writeEngine } from "./machine.mjs";
import { createRecorder, rejection } from "./recorder.mjs";

describe("an engine on PATH", () => {
	/** @type {import("./machine.mjs").Machine} */
	let machine;
	beforeEach(async () => {
		machine = await createMachine();
		machine.env.PULUMI_ENGINE_SOURCE = "path";
	});
	afterEach(() => machine.remove());

	/** @param {Partial<import("../../../tools/engine/settings.mjs").Timings>} [timings] */
	const ensure = (timings = {}) =>
		ensureEngine({ env: machine.env, progress: createRecorder().progress, timings });
	/** @param {Partial<import("../../../tools/engine/settings.mjs").Timings>} [timings] */
	const refusal = async (timings) => (await rejection(ensure(timings))).message;

	it("is used, and no folder needs to be added", async () => {
		await writeEngine(machine.bin, { version: "v3.205.1" });
		expect(await ensure()).to.deep.equal({
			bin: undefined,
			pulumi: join(machine.bin, "pulumi"),
			version: "3.205.1",
			source: "path",
		});
		expect(await machine.cached()).to.deep.equal([]);
	});

	it("is used before the cache is read", async () => {
		delete machine.env.PULUMI_ENGINE_SOURCE;
		await writeEngine(machine.bin, { version: "v3.200.0" });
		await writeFile(machine.cache, "not a folder");
		expect((await ensure()).source).to.equal("path");
	});

	it("is not used where another version is requested", async () => {
		await writeEngine(machine.bin, { version: "v3.274.1" });
		machine.env.PULUMI_ENGINE_VERSION = "3.200.0";
		expect(await refusal()).to.contain(`${join(machine.bin, "pulumi")} is version 3.274.1, not 3.200.0`);
		machine.env.PULUMI_ENGINE_VERSION = "3.274.1";
		expect((await ensure()).source).to.equal("path");
	});

	it("may have its language host elsewhere on PATH", async () => {
		const other = join(machine.root, "other");
		await writeEngine(other, { version: "v3.248.0" });
		await rm(join(other, "pulumi"));
		await writeEngine(machine.bin, { languageHost: false, dynamicProvider: false });
		machine.env.PATH += `:${other}`;
		expect((await ensure()).source).to.equal("path");
	});

	it("may be a link to a folder that holds all programs", async () => {
		const installed = join(machine.root, "installed");
		await writeEngine(installed);
		await symlink(join(installed, "pulumi"), join(machine.bin, "pulumi"));
		expect((await ensure()).pulumi).to.equal(join(machine.bin, "pulumi"));
	});

	it("is the first of PATH, as a shell would choose", async () => {
		const old = join(machine.root, "old");
		await writeEngine(old, { version: "v3.100.0" });
		await writeEngine(machine.bin);
		machine.env.PATH = `${old}:${machine.bin}`;
		expect(await refusal()).to.contain(`${join(old, "pulumi")} is version 3.100.0, older than 3.200.0`);
	});

	it("is refused without a language host", async () => {
		await writeEngine(machine.bin, { languageHost: false });
		expect(await refusal()).to.contain("has no pulumi-language-nodejs beside it");
	});

	it("is refused when its language host does not run", async () => {
		await writeEngine(machine.bin);
		await writeFile(
			join(machine.bin, "pulumi-language-nodejs"),
			"#!/bin/sh\necho wrong libc >&2\nexit 127\n",
		);
		expect(await refusal()).to.match(/pulumi-language-nodejs does not run: wrong libc/);
	});

	it("is refused without the plugin of dynamic providers", async () => {
		await writeEngine(machine.bin, { dynamicProvider: false });
		expect(await refusal()).to.contain("has no pulumi-resource-pulumi-nodejs beside it");
	});

	it("is refused when it cannot be started", async () => {
		await writeFile(join(machine.bin, "pulumi"), "#!/no/such/interpreter\n", { mode: 0o755 });
		expect(await refusal()).to.match(/bin\/pulumi does not start: .*ENOENT/);
	});

	it("is refused when it prints no version, with what it prints", async () => {
		await writeFile(join(machine.bin, "pulumi"), "#!/bin/sh\necho 'no home' >&2\nexit 3\n", { mode: 0o755 });
		expect(await refusal()).to.contain("pulumi version gave no version: no home");
	});

	it("is refused when it does not respond", async () => {
		await writeFile(join(machine.bin, "pulumi"), "#!/bin/sh\nsleep 60\n", { mode: 0o755 });
		expect(await refusal({ probeMs: 100 })).to.contain("pulumi version did not end within 0.1 s");
	});

	it("is neither a folder nor a file that cannot be run", async () => {
		await mkdir(join(machine.root, "a", "pulumi"), { recursive: true });
		await writeEngine(join(machine.root, "b"));
		await chmod(join(machine.root, "b", "pulumi"), 0o644);
		machine.env.PATH = `${join(machine.root, "a")}:${join(machine.root, "b")}`;
		expect(await refusal()).to.contain("PATH: no pulumi on PATH");
	});
});
