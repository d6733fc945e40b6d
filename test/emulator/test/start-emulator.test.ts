import { expect } from "chai";
import { FixtureError, startEmulator } from "../src/index";

const fixture = {
	users: [{ username: "root", admin: true, accessTokens: [{ token: "glpat-root", scopes: ["api"] }] }],
	groups: [{ id: 7, path: "grp" }],
};
const headers = { "PRIVATE-TOKEN": "glpat-root" };

describe("startEmulator", () => {
	it("serves the fixture by the given clock until it is closed", async () => {
		let now = Date.parse("2030-01-01T00:00:00Z");
		const lines: string[] = [];
		const emulator = await startEmulator({ fixture, clock: () => now, log: (line) => lines.push(line) });
		try {
			const url = `${emulator.url}/api/v4/groups/7/deploy_tokens`;
			const query = "name=n&scopes=read_registry&expires_at=2030-01-02&private_token=glpat-root";
			const created = await fetch(`${url}?${query}`, { method: "POST" });
			expect(created.status).to.equal(201);
			expect(created.headers.get("date")).to.equal("Tue, 01 Jan 2030 00:00:00 GMT");
			now = Date.parse("2030-01-02T00:00:00Z");
			const [listed] = (await (await fetch(url, { headers })).json()) as { expired: boolean }[];
			expect(listed?.expired).to.equal(true);
			expect(lines).to.have.length(2);
			expect(lines.join("\n")).not.to.match(/glpat-|gldt-/);
			expect(lines[0]).to.contain("POST /api/v4/groups/7/deploy_tokens?").and.contain(" 201 root");
		} finally {
			await emulator.close();
		}
		expect(await fetch(emulator.url).catch(() => "closed")).to.equal("closed");
	});

	it("refuses an invalid fixture, and leaves no server behind", async () => {
		const started = startEmulator({ fixture: { projects: [{ path: "no/where" }] } });
		expect(await started.catch((error: unknown) => error)).to.be.instanceOf(FixtureError);
	});

	it("restores its first fixture on a reset without a body", async () => {
		const emulator = await startEmulator({ fixture });
		try {
			const control = `${emulator.url}/-/emulator`;
			await fetch(`${control}/reset`, { method: "POST", body: JSON.stringify({}) });
			expect((await fetch(`${emulator.url}/api/v4/groups/7`, { headers })).status).to.equal(401);
			expect((await fetch(`${control}/reset`, { method: "POST" })).status).to.equal(204);
			expect((await fetch(`${emulator.url}/api/v4/groups/7`, { headers })).status).to.equal(200);
		} finally {
			await emulator.close();
		}
	});

	it("delays API requests by the configured latency, and control requests not at all", async () => {
		const emulator = await startEmulator({ fixture: { ...fixture, instance: { latencyMs: 60 } } });
		const control = (path: string, body?: object) =>
			fetch(`${emulator.url}/-/emulator/${path}`, body && { method: "POST", body: JSON.stringify(body) });
		try {
			const begun = performance.now();
			await (await fetch(`${emulator.url}/api/v4/version`, { headers })).arrayBuffer();
			expect(performance.now() - begun).to.be.at.least(55);
			// A minute from here on: the control interface would not respond within the test's time.
			expect((await control("latency", { ms: 60_000 })).status).to.equal(204);
			expect((await control("tokens")).status).to.equal(200);
			await control("latency", { ms: 0 });
			expect((await fetch(`${emulator.url}/api/v4/version`, { headers })).status).to.equal(200);
		} finally {
			await emulator.close();
		}
	});

	for (const [title, request, status] of [
		["a page of another origin", { method: "POST", headers: { Origin: "http://evil.example" } }, 403],
		["another site", { method: "POST", headers: { "Sec-Fetch-Site": "cross-site" } }, 403],
		["a page without an origin", { method: "POST", headers: { Origin: "null" } }, 403],
		["a program", { method: "POST", headers: {} }, 204],
	] as const)
		it(`responds with ${status} to a reset from ${title}`, async () => {
			const emulator = await startEmulator({ fixture });
			try {
				expect((await fetch(`${emulator.url}/-/emulator/reset`, request)).status).to.equal(status);
			} finally {
				await emulator.close();
			}
		});
});
