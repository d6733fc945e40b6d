import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { type EmulatorExit, EmulatorProcess } from "../emulator/src/index";
import { plain } from "./deploy-token-routes";
import { exchange } from "./exchange";
import { read } from "./expectations";
import { describeEmulator } from "./target";
import { allSeeingToken, row, world } from "./world";

const token = { "PRIVATE-TOKEN": allSeeingToken };

async function run(...args: string[]): Promise<EmulatorExit> {
	return new EmulatorProcess(args).ended;
}

function expectFailure({ code, stdout, stderr }: EmulatorExit, reason: RegExp): void {
	expect(code).to.be.above(0);
	expect(stdout).to.equal("");
	expect(stderr).to.match(reason);
	expect(stderr).not.to.match(/\n\s+at /);
	expect(stderr).not.to.match(/glpat-|gldt-/);
}

/** Runs `work` with the path of a file that holds `text`; the file is gone afterwards. */
async function withFile(text: string, work: (path: string) => Promise<void>): Promise<void> {
	const folder = await mkdtemp(join(tmpdir(), "deploy-token-contract-"));
	const path = join(folder, "fixture.json");
	try {
		await writeFile(path, text);
		await work(path);
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
}

describeEmulator("the emulator's command", () => {
	it("serves a fixture, and exits with 0 on SIGTERM", async () => {
		const fixture = JSON.stringify(world({ deployTokens: [row(3, { group: "grp" })] }));
		await withFile(fixture, async (path) => {
			const emulator = new EmulatorProcess(["--port", "0", "--fixture", path]);
			try {
				const message = { method: "GET", path: "/api/v4/groups/7/deploy_tokens", headers: token };
				const response = await exchange(new URL(await emulator.listening()), message);
				expect(read<unknown[]>(response)).to.have.length(1);
			} finally {
				const { code, signal, stderr } = await emulator.stop();
				expect({ code, signal, stderr }).to.deep.equal({ code: 0, signal: null, stderr: "" });
			}
		});
	});

	it("serves a demo instance without a fixture, and prints only the secrets that a user needs", async () => {
		const emulator = new EmulatorProcess(["--port", "0"]);
		try {
			const origin = new URL(await emulator.listening());
			const page = await exchange(origin, { method: "GET", path: "/" });
			expect(page.status).to.equal(200);
			const anonymous = await exchange(origin, { method: "GET", path: "/api/v4/deploy_tokens" });
			expect(anonymous.status).to.equal(401);
		} finally {
			expect((await emulator.stop()).code).to.equal(0);
		}
	});

	it("exits at once on SIGTERM in spite of a hanging request", async () => {
		const emulator = new EmulatorProcess(["--port", "0"]);
		const origin = new URL(await emulator.listening());
		await exchange(origin, {
			method: "POST",
			path: "/-/emulator/faults",
			headers: { "Content-Type": "application/json" },
			body: JSON.stringify({ kind: "delay", delayMs: 600_000, times: 1 }),
		});
		const hanging = exchange(origin, { method: "GET", path: "/api/v4/version" }).catch(() => "ended");
		await exchange(origin, { method: "GET", path: "/-/emulator/requests" });
		expect((await emulator.stop()).code).to.equal(0);
		expect(await hanging).to.equal("ended");
	});

	it("prints its usage with --help", async () => {
		const { code, stdout, stderr } = await run("--help");
		expect({ code, stderr }).to.deep.equal({ code: 0, stderr: "" });
		for (const word of ["--port", "--fixture"]) expect(stdout).to.contain(word);
	});

	it("prints its version with --version", async () => {
		const { code, stdout, stderr } = await run("--version");
		expect({ code, stderr }).to.deep.equal({ code: 0, stderr: "" });
		expect(stdout).to.match(/^\d+\.\d+\.\d+\S*\n$/);
	});

	it("prints a line for each request with --verbose, without a secret", async () => {
		await withFile(JSON.stringify(world()), async (path) => {
			const emulator = new EmulatorProcess(["--port", "0", "--verbose", "--fixture", path]);
			const origin = new URL(await emulator.listening());
			const made = await exchange(origin, {
				method: "POST",
				path: `/api/v4/groups/7/deploy_tokens?private_token=${allSeeingToken}`,
				headers: { "Content-Type": "application/json" },
				body: JSON.stringify(plain),
			});
			const secret = read(made, 201).token ?? "";
			await exchange(origin, { method: "GET", path: "/api/v4/deploy_tokens", headers: token });
			const { stderr } = await emulator.stop();
			expect(stderr).to.contain("/api/v4/groups/7/deploy_tokens").and.to.contain("201");
			expect(stderr).to.match(/GET \/api\/v4\/deploy_tokens\b.*200/);
			for (const hidden of [secret, "glpat-", "gldt-"]) expect(stderr).not.to.contain(hidden);
		});
	});

	it("reports that the port is in use", async () => {
		const server = createServer().listen(0, "127.0.0.1");
		await new Promise((listening) => server.once("listening", listening));
		try {
			const { port } = server.address() as AddressInfo;
			expectFailure(await run("--port", String(port)), new RegExp(`${port}`));
		} finally {
			server.close();
		}
	});

	for (const [title, args, reason] of [
		["an option that does not exist", ["--nonsense"], /--nonsense/],
		["a port that is not a number", ["--port", "abc"], /port/i],
		["a port out of range", ["--port", "70000"], /port/i],
		["a fixture that does not exist", ["--fixture", "/no/such/file.json"], /\/no\/such\/file\.json/],
		["a port without a value", ["--port"], /--port/],
	] as const)
		it(`refuses ${title}`, async () => {
			expectFailure(await run(...args), reason);
		});

	for (const [title, text, reason] of [
		["is not JSON", "{", /JSON/],
		[
			"has a role that does not exist",
			{ groups: [{ ...world().groups[0], members: { dev: "king" } }] },
			/king|dev|role/,
		],
		[
			"has a token of an unknown owner",
			{ deployTokens: [{ ...row(1, { group: "grp" }), group: "gone" }] },
			/gone/,
		],
		[
			"has a visibility that does not exist",
			{ groups: [{ ...world().groups[0], visibility: "secret" }] },
			/visibility/,
		],
	] as const)
		it(`refuses a fixture that ${title}, names file and place, and shows no secret`, async () => {
			const fixture = typeof text === "string" ? text : JSON.stringify({ ...world(), ...text });
			await withFile(fixture, async (path) => {
				const ended = await run("--port", "0", "--fixture", path);
				expectFailure(ended, reason);
				expect(ended.stderr).to.contain(path);
			});
		});
});
