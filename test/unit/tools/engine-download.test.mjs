// @ts-check

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { ensureEngine } from "../../../tools/engine/setup.mjs";
import { createMachine, writeArchive, writeEngine } from "./machine.mjs";
import { createRecorder, rejection } from "./recorder.mjs";
import { ARCHIVE_NAME, CHECKSUMS_NAME, serveRelease, serveSilence } from "./release-server.mjs";

/** @typedef {Parameters<typeof serveRelease>[1]} Instead */

for (const transport of ["curl", "fetch"]) {
	describe(`the download of Pulumi's release with ${transport}`, () => {
		/** @type {import("./machine.mjs").Machine} */
		let machine;
		/** @type {{ close(): Promise<void> } | undefined} */
		let server;
		beforeEach(async () => {
			machine = await createMachine();
			machine.env.PULUMI_ENGINE_SOURCE = "download";
			if (transport === "curl") await machine.addTool("curl");
		});
		afterEach(async () => {
			await server?.close();
			server = undefined;
			await machine.remove();
		});

		/**
		 * @param {Parameters<typeof writeArchive>[1]} [engine]
		 * @param {Instead} [instead]
		 */
		const serve = async (engine, instead) => {
			const release = await serveRelease(await writeArchive(machine, engine), instead);
			server = release;
			machine.env.PULUMI_ENGINE_DOWNLOAD_URL = release.url;
			return release;
		};
		const recorder = createRecorder();
		const ensure = () =>
			ensureEngine({
				env: machine.env,
				progress: recorder.progress,
				timings: { connectMs: 300, stallMs: 1_000 },
			});
		const refusal = async () => {
			const { message } = await rejection(ensure());
			expect(await machine.cached(), "what is left in the cache").to.deep.equal([]);
			return message;
		};

		it("puts the release into the cache", async () => {
			await serve();
			const engine = await ensure();
			expect(engine).to.include({ version: "3.274.1", source: "download" });
			expect(await machine.cached()).to.have.length(1);
			expect(engine.pulumi).to.equal(join(engine.bin ?? "", "pulumi"));
			expect(await readFile(join(engine.bin ?? "", "pulumi-resource-pulumi-nodejs"), "utf8")).to.contain(
				"exit 0",
			);
		});

		it("accepts the layout with a bin folder", async () => {
			await serve({ folder: "pulumi/bin" });
			expect((await ensure()).version).to.equal("3.274.1");
		});

		it("is not repeated by the next run", async () => {
			const release = await serve();
			await ensure();
			delete machine.env.PULUMI_ENGINE_SOURCE;
			const again = await ensure();
			expect(again.source).to.equal("cache");
			expect(release.asked).to.deep.equal([CHECKSUMS_NAME, ARCHIVE_NAME]);
		});

		it("replaces the cached engine when a download is requested explicitly", async () => {
			await serve();
			const first = await ensure();
			await writeEngine(first.bin ?? "", { version: "v3.1.0" });
			expect(await ensure()).to.deep.equal(first);
			delete machine.env.PULUMI_ENGINE_SOURCE;
			expect((await ensure()).version).to.equal("3.274.1");
			expect(await machine.cached()).to.have.length(1);
		});

		it("refuses an archive whose checksum is not the published one", async () => {
			await serve({}, (name, response, body) => {
				if (name !== ARCHIVE_NAME) return false;
				const changed = Buffer.from(body);
				changed.writeUInt8(changed.readUInt8(100) ^ 1, 100);
				response.end(changed);
				return true;
			});
			expect(await refusal()).to.match(/has checksum [0-9a-f]{64}, not [0-9a-f]{64} as published/);
		});

		it("refuses an archive that has no published checksum, without fetching it", async () => {
			const release = await serve({}, (name, response) => {
				if (name === CHECKSUMS_NAME) response.end(`${"0".repeat(64)}  another.tar.gz\n`);
				return name === CHECKSUMS_NAME;
			});
			expect(await refusal()).to.contain(`has no checksum of ${ARCHIVE_NAME}`);
			expect(release.asked).to.deep.equal([CHECKSUMS_NAME]);
		});

		it("refuses a truncated archive", async () => {
			await serve({}, (name, response, body) => {
				if (name !== ARCHIVE_NAME) return false;
				response.writeHead(200, { "content-length": body.length });
				response.write(body.subarray(0, body.length / 2), () => response.destroy());
				return true;
			});
			expect(await refusal()).to.match(
				transport === "curl" ? /curl: \(18\)/ : /terminated|other side closed/,
			);
		});

		it("reports that the release does not exist", async () => {
			await serve({}, (name, response) => {
				if (name === ARCHIVE_NAME) response.writeHead(404).end();
				return name === ARCHIVE_NAME;
			});
			const message = await refusal();
			expect(message).to.contain(ARCHIVE_NAME);
			expect(message).to.match(/\b404\b/);
		});

		it("reports that the connection is refused", async () => {
			const { close } = await serve();
			await close();
			server = undefined;
			expect(await refusal()).to.match(transport === "curl" ? /curl: \(7\)/ : /ECONNREFUSED/);
		});

		it("gives up when no connection is established", async () => {
			const silence = await serveSilence();
			server = silence;
			machine.env.PULUMI_ENGINE_DOWNLOAD_URL = silence.url;
			expect(await refusal()).to.match(transport === "curl" ? /curl: \(28\)/ : /no response within 0.3 s/);
		});

		it("gives up when it stalls", async () => {
			await serve({}, (name, response, body) => {
				if (name !== ARCHIVE_NAME) return false;
				response.writeHead(200, { "content-length": body.length });
				response.write(body.subarray(0, 10));
				return true;
			});
			expect(await refusal()).to.match(transport === "curl" ? /curl: \(28\)/ : /stalled for 1 s/);
		});

		it("refuses an archive that holds another version", async () => {
			await serve({ version: "v3.247.0" });
			expect(await refusal()).to.contain(`${ARCHIVE_NAME} holds version 3.247.0`);
		});

		it("refuses an archive without the program", async () => {
			await serve({ folder: "elsewhere" });
			expect(await refusal()).to.contain(`${ARCHIVE_NAME} holds no program "pulumi"`);
		});

		it("refuses an engine that has no language host", async () => {
			await serve({ languageHost: false });
			expect(await refusal()).to.contain("has no pulumi-language-nodejs");
		});

		it("shows no credentials of the address", async () => {
			const { url } = await serve();
			machine.env.PULUMI_ENGINE_DOWNLOAD_URL = url
				.replace("//", "//someone:hunter2@")
				.replace("/sdk", "/other");
			const message = await refusal();
			expect(message).to.match(/404|credentials/);
			expect(message).to.not.contain("hunter2");
		});
	});
}
