// @ts-check
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { ensureRegistryClient } from "../../../tools/engine/setup.mjs";
import { createMachine, writeGo } from "./machine.mjs";
import { createRecorder, rejection } from "./recorder.mjs";

describe("the registry's client for the tests", () => {
	/** @type {import("./machine.mjs").Machine} */
	let machine;
	const { progress } = createRecorder();
	beforeEach(async () => {
		machine = await createMachine();
	});
	afterEach(() => machine.remove());

	const ensure = () => ensureRegistryClient({ env: machine.env, progress });

	it("is built from Go modules once, into the engine's cache", async () => {
		await writeGo(machine);
		const client = await ensure();
		expect(client).to.match(/crane-\d+\.\d+\.\d+-[a-z0-9-]+[/\\]crane$/);
		expect(await ensure()).to.equal(client);
		const builds = (await readFile(join(machine.root, "go.log"), "utf8")).trim().split("\n");
		expect(builds).to.have.length(1);
		expect(builds[0]).to.match(/-mod=readonly .*go-containerregistry\/cmd\/crane$/);
	});

	it("is the one on PATH, where there is one", async () => {
		await writeGo(machine);
		const built = await ensure();
		const folder = join(built, "..");
		machine.env.PATH = folder;
		machine.env.PULUMI_ENGINE_CACHE = join(machine.root, "another-cache");
		expect(await ensure()).to.equal(built);
	});

	it("is named with what to do, where it cannot be had", async () => {
		const { message } = await rejection(ensure());
		expect(message).to.match(
			/^crane could not be built: no go on PATH\nInstall crane, so that it is on PATH, or Go/,
		);
	});
});
