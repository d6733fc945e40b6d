// @ts-check

import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { createMachine, writeEngine, writeGo } from "./machine.mjs";

const SETUP = fileURLToPath(new URL("../../../tools/engine/setup.mjs", import.meta.url));

describe("node tools/engine/setup.mjs", () => {
	/** @type {import("./machine.mjs").Machine} */
	let machine;
	beforeEach(async () => {
		machine = await createMachine();
		machine.env.PULUMI_ENGINE_DOWNLOAD_URL = "http://127.0.0.1:1";
	});
	afterEach(() => machine.remove());

	/** @param {string[]} args */
	const start = (...args) => {
		const child = spawn(process.execPath, [SETUP, ...args], {
			env: machine.env,
			stdio: ["ignore", "pipe", "pipe"],
		});
		let stderr = "";
		child.stderr.on("data", (chunk) => {
			stderr += chunk;
		});
		const ended = Promise.all([once(child, "close"), text(child.stdout)]).then(([[code], stdout]) => ({
			code,
			stdout,
			stderr,
		}));
		return { child, ended, stderr: () => stderr };
	};
	/** @param {string[]} args */
	const setup = (...args) => start(...args).ended;
	const goLog = async () => readFile(join(machine.root, "go.log"), "utf8").catch(() => "");

	it("prints one line with the result, and nothing else when PATH has the engine", async () => {
		await writeEngine(machine.bin);
		expect(await setup()).to.deep.equal({
			code: 0,
			stdout: `Pulumi engine 3.274.1 (path): ${machine.bin}\n`,
			stderr: "",
		});
	});

	it("prints only the folder with --print-bin, wherever the engine comes from", async () => {
		await writeGo(machine);
		const built = await setup("--print-bin");
		const cached = await setup("--print-bin");
		await writeEngine(machine.bin);
		const onPath = await setup("--print-bin");
		expect([built.code, cached.code, onPath.code]).to.deep.equal([0, 0, 0]);
		expect(built.stdout).to.equal(`${join(machine.cache, (await machine.cached())[0] ?? "")}\n`);
		expect(cached.stdout).to.equal(built.stdout);
		expect(onPath.stdout).to.equal(`${machine.bin}\n`);
	});

	it("names everything that was tried, why it failed, and what to do", async () => {
		await writeEngine(machine.bin, { version: "v3.100.0" });
		const { code, stdout, stderr } = await setup();
		expect(code).to.equal(1);
		expect(stdout).to.equal("");
		const message = stderr.slice(stderr.indexOf("No Pulumi engine"));
		expect(message).to.match(/- PATH: .*is version 3\.100\.0, older than 3\.200\.0\n/);
		expect(message).to.match(/- the cache: no engine in .*\n/);
		expect(message).to.match(/- Pulumi's release: http:\/\/127\.0\.0\.1:1\/.*\n/);
		expect(message).to.match(/- a build with Go: no go on PATH\n/);
		expect(message).to.match(
			/Install Pulumi 3\.200\.0 or newer.*https:\/\/www\.pulumi\.com\/docs\/install\//,
		);
		expect(message).to.match(/Install Go 1\.\d+\.\d+ or newer/);
		expect(message).to.contain("HTTPS_PROXY");
		expect(stderr, "a stack trace").to.not.match(/^\s+at /m);
		expect(await machine.cached()).to.deep.equal([]);
	});

	it("reports that the cache folder cannot be created", async () => {
		await writeFile(machine.cache, "a file");
		const { code, stderr } = await setup();
		expect(code).to.equal(1);
		expect(stderr).to.contain(`  - the cache folder ${machine.cache}: EEXIST`);
		expect(stderr).to.contain("set PULUMI_ENGINE_CACHE");
		expect(stderr).to.not.match(/^\s+at /m);
	});

	it("explains an invalid setting and an invalid option", async () => {
		machine.env.PULUMI_ENGINE_SOURCE = "docker";
		const setting = await setup();
		const option = await setup("--bin");
		expect([setting.code, option.code]).to.deep.equal([1, 2]);
		expect(setting.stderr).to.match(
			/^PULUMI_ENGINE_SOURCE is "docker".*\nUse one of path, cache, download, go/,
		);
		expect(option.stderr).to.match(/--bin.*\nSee npm run engine -- --help\n$/);
	});

	it("names each of its switches in --help", async () => {
		const { code, stdout } = await setup("--help");
		expect(code).to.equal(0);
		for (const name of [
			"PULUMI_ENGINE_VERSION",
			"PULUMI_ENGINE_CACHE",
			"PULUMI_ENGINE_SOURCE",
			"PULUMI_ENGINE_DOWNLOAD_URL",
			"--print-bin",
		]) {
			expect(stdout).to.contain(name);
		}
	});

	it("lets the second of two runs wait for the first and use what it made", async () => {
		const gate = join(machine.root, "gate");
		await writeGo(machine, { gate });
		const first = start();
		await until(async () => (await goLog()) !== "");
		const second = start();
		await until(() => second.stderr().includes(`waiting for process ${first.child.pid} on `));
		await writeFile(gate, "");
		const [one, two] = await Promise.all([first.ended, second.ended]);
		expect(one.stdout).to.match(/^Pulumi engine 3\.274\.1 \(go\): /);
		expect(two.stdout).to.equal(one.stdout.replace("(go)", "(cache)"));
		expect((await goLog()).trim().split("\n"), "builds").to.have.length(2);
		expect(await machine.cached()).to.have.length(1);
	});

	for (const [signalName, code] of /** @type {const} */ ([
		["SIGINT", 130],
		["SIGTERM", 143],
	])) {
		it(`leaves nothing behind after ${signalName}, neither files nor a running build`, async () => {
			await writeGo(machine, { gate: join(machine.root, "never") });
			const run = start();
			await until(async () => (await goLog()) !== "");
			run.child.kill(signalName);
			const ended = await run.ended;
			expect(ended.code).to.equal(code);
			expect(ended.stderr).to.contain(`interrupted (${signalName})`);
			expect(await machine.cached()).to.deep.equal([]);
			expect(isRunning(Number.parseInt(await goLog(), 10)), "the build is still running").to.equal(false);
		});
	}

	it("clears up after a run that was killed without warning", async () => {
		const gate = join(machine.root, "gate");
		await writeGo(machine, { gate });
		const killed = start();
		await until(async () => (await goLog()) !== "");
		killed.child.kill("SIGKILL");
		process.kill(Number.parseInt(await goLog(), 10), "SIGKILL");
		await killed.ended;
		expect(await machine.cached()).to.have.length(2);

		await writeFile(gate, "");
		const next = await setup();
		expect(next.stdout).to.match(/\(go\)/);
		expect(await machine.cached()).to.have.length(1);
		expect(await readdir(join(machine.cache, (await machine.cached())[0] ?? ""))).to.have.members([
			"pulumi",
			"pulumi-language-nodejs",
			"pulumi-resource-pulumi-nodejs",
		]);
	});
});

/**
 * Waits for what another process does; there is no clock of ours in it.
 * @param {() => boolean | Promise<boolean>} condition
 */
async function until(condition) {
	const deadline = Date.now() + 8_000;
	while (!(await condition())) {
		if (Date.now() > deadline) throw new Error("waited 8 s in vain");
		await delay(10);
	}
}

/** @param {number} pid */
function isRunning(pid) {
	try {
		process.kill(pid, 0);
		return true;
	} catch {
		return false;
	}
}
