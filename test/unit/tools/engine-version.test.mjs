// @ts-check
import { join } from "node:path";
import { expect } from "chai";
import { readSettings } from "../../../tools/engine/settings.mjs";
import { verifyEngine } from "../../../tools/engine/verify.mjs";
import { createMachine, writeEngine } from "./machine.mjs";
import { rejection } from "./recorder.mjs";

describe("versions of the engine", () => {
	/** @type {import("./machine.mjs").Machine} */
	let machine;
	beforeEach(async () => {
		machine = await createMachine();
	});
	afterEach(() => machine.remove());

	/**
	 * @param {string} printed by `pulumi version`
	 * @param {string} [onlyVersion]
	 */
	const verify = async (printed, onlyVersion) => {
		await writeEngine(machine.bin, { version: printed });
		const { env } = machine;
		const { signal } = new AbortController();
		return verifyEngine(join(machine.bin, "pulumi"), [], { env, signal, probeMs: 10_000, onlyVersion });
	};

	/** Each is below the next, by the example of Semantic Versioning 2.0.0, section 11, and Pulumi's own forms. */
	const tooOld = [
		"v3.9.9",
		"v3.68.0",
		"v3.199.9",
		"3.200.0-alpha",
		"3.200.0-alpha.1",
		"3.200.0-alpha.9",
		"3.200.0-alpha.1753000000+g1a2b3c",
		"3.200.0-alpha.beta",
		"3.200.0-beta",
		"3.200.0-rc.1",
	];
	const enough = ["v3.200.0", "3.200.1", "3.248.0-dev.0", "v3.248.0", "v3.274.1", "10.0.0"];

	it("are at least the oldest supported, by number, not by text, and a pre-release is below its release", async () => {
		for (const version of tooOld) {
			const { message } = await rejection(verify(version));
			expect(message).to.match(/ is version \S+, older than 3\.200\.0$/);
		}
		for (const version of enough) {
			const { version: found } = await verify(version);
			expect(found).to.equal(version.replace(/^v/, ""));
		}
	});

	it("may be requested from the oldest supported on", () => {
		for (const version of tooOld) {
			expect(() => readSettings({ PULUMI_ENGINE_VERSION: version }, process), version).to.throw(
				/^PULUMI_ENGINE_VERSION is ".*", which is no version from 3\.200\.0 on\.\n/,
			);
		}
		for (const version of enough) {
			const settings = readSettings({ PULUMI_ENGINE_VERSION: version }, process);
			expect(settings.version).to.equal(version.replace(/^v/, ""));
		}
	});

	it("ignore build metadata after a plus sign", async () => {
		expect(await verify("v3.200.0+dirty", "3.200.0")).to.include({ version: "3.200.0" });
	});

	it("match exactly the requested one, where one is requested", async () => {
		expect(await verify("v3.200.1", "3.200.1")).to.include({ version: "3.200.1" });
		for (const other of ["v3.200.0", "v3.200.2", "3.200.1-rc.1"]) {
			const { message } = await rejection(verify(other, "3.200.1"));
			expect(message).to.match(/ is version \S+, not 3\.200\.1$/);
		}
	});

	for (const text of ["", "latest", "3.200", "v3", "3.200.0.1", "version 3.248.0", "-3.1.0"]) {
		it(`are not read from "${text}"`, async () => {
			expect((await rejection(verify(text))).message).to.contain("pulumi version gave no version");
			const asked = () => readSettings({ PULUMI_ENGINE_VERSION: text }, process);
			if (text === "") expect(asked().version, "as if it were not set").to.equal("3.274.1");
			else expect(asked).to.throw(`PULUMI_ENGINE_VERSION is "${text}"`);
		});
	}
});
