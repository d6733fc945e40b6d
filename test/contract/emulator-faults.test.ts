import { expect } from "chai";
import { group, plain, project } from "./deploy-token-routes";
import type { HttpResponse } from "./exchange";
import { expectIds, expectResponse, ids, read } from "./expectations";
import { control, describeEmulator, useTarget } from "./target";

/** The code of the fault that ended the connection. */
async function connectionFault(sent: Promise<HttpResponse>): Promise<string> {
	try {
		const response = await sent;
		throw new Error(`the response has status ${response.status}`);
	} catch (error) {
		return String((error as NodeJS.ErrnoException).code);
	}
}

const broken = /^(ECONNRESET|EPIPE)$/;

describeEmulator("the emulator's faults", () => {
	useTarget();

	it("status: responds with that status, headers and body, and does nothing else", async () => {
		await control().fault({
			method: "POST",
			path: "/projects/5/deploy_tokens$",
			times: 1,
			kind: "status",
			status: 503,
			headers: { "Retry-After": "7", "Content-Type": "text/plain" },
			body: "Back soon",
		});
		const response = await project.create(plain);
		expectResponse(response, 503, "Back soon");
		expect(response.headers).to.include({ "retry-after": "7", "content-type": "text/plain" });
		expectIds(await project.list(), []);
		read(await project.create(plain), 201);
	});

	it("status: a body that is not a string is sent as JSON", async () => {
		await control().fault({ kind: "status", status: 429, body: { message: "slow down" } });
		expectResponse(await project.list(), 429, { message: "slow down" });
	});

	it("status: a status alone is enough", async () => {
		await control().fault({ kind: "status", status: 502 });
		expect((await project.list()).status).to.equal(502);
	});

	it("drop-before: closes the connection, and does nothing else", async () => {
		await control().fault({ method: "POST", kind: "drop-before", times: 1 });
		expect(await connectionFault(project.create(plain))).to.match(broken);
		expectIds(await project.list(), []);
	});

	it("drop-after-commit: closes the connection, and the token exists", async () => {
		await control().fault({ method: "POST", kind: "drop-after-commit", times: 1 });
		expect(await connectionFault(project.create(plain))).to.match(broken);
		expect(ids(await project.list())).to.have.length(1);
	});

	it("drop-after-commit: a DELETE is executed too", async () => {
		const { id } = read(await group.create(plain), 201);
		await control().fault({ method: "DELETE", kind: "drop-after-commit", times: 1 });
		expect(await connectionFault(group.remove(id))).to.match(broken);
		expectIds(await group.list(), []);
	});

	it("commit-late: closes the connection, and the token is created later", async () => {
		await control().fault({ method: "POST", kind: "commit-late", times: 1, delayMs: 60 });
		expect(await connectionFault(project.create(plain))).to.match(broken);
		expectIds(await project.list(), []);
		const deadline = Date.now() + 1500;
		let found: number[] = [];
		while (found.length === 0 && Date.now() < deadline) found = ids(await project.list());
		expect(found).to.have.length(1);
	});

	it("commit-late: responds with a given status, and the token is created later", async () => {
		await control().fault({ method: "POST", kind: "commit-late", status: 504, delayMs: 40 });
		expect((await project.create(plain)).status).to.equal(504);
		const deadline = Date.now() + 1500;
		let found: number[] = [];
		while (found.length === 0 && Date.now() < deadline) found = ids(await project.list());
		expect(found).to.have.length(1);
	});

	it("delay: responds as usual, later", async () => {
		await control().fault({ method: "GET", kind: "delay", times: 1, delayMs: 80 });
		const begun = performance.now();
		expectIds(await project.list(), []);
		expect(performance.now() - begun).to.be.at.least(75);
	});

	it("malformed: the token exists, and the JSON of the response is incomplete", async () => {
		await control().fault({ method: "POST", kind: "malformed", times: 1 });
		const response = await project.create(plain);
		expect(() => JSON.parse(response.text)).to.throw(SyntaxError);
		expect(ids(await project.list())).to.have.length(1);
	});

	it("html: a page is sent instead of JSON", async () => {
		await control().fault({ method: "GET", kind: "html", times: 1 });
		const response = await project.list();
		expect(response.headers["content-type"]).to.match(/^text\/html\b/);
		expect(response.text).to.match(/<html/i);
	});

	it("a fault happens as many times as requested", async () => {
		await control().fault({ kind: "status", status: 500, times: 3 });
		const seen: number[] = [];
		for (let index = 0; index < 5; index++) seen.push((await project.list()).status);
		expect(seen).to.deep.equal([500, 500, 500, 200, 200]);
	});

	it("a fault happens only for the matching method and path", async () => {
		await control().fault({ method: "GET", path: "/groups/\\d+/deploy_tokens", kind: "status", status: 500 });
		expect((await project.list()).status).to.equal(200);
		expect((await group.create(plain)).status).to.equal(201);
		expect((await group.list()).status).to.equal(500);
	});

	it("several faults happen one after the other", async () => {
		await control().fault({ kind: "status", status: 500, times: 1 });
		await control().fault({ kind: "status", status: 502, times: 1 });
		const seen = [await project.list(), await project.list(), await project.list()];
		expect(seen.map(({ status }) => status)).to.deep.equal([500, 502, 200]);
	});

	it("pending faults are listed", async () => {
		await control().fault({ kind: "status", status: 500, times: 2 });
		await project.list();
		expect(await control().faults()).to.have.length(1);
		await project.list();
		expect(await control().faults()).to.deep.equal([]);
	});

	it("faults appear in the access log, without a status where there was no response", async () => {
		await control().fault({ kind: "drop-after-commit" });
		await connectionFault(project.create(plain));
		await control().fault({ kind: "status", status: 502 });
		await project.list();
		await project.list();
		const log = await control().requests();
		expect(log.map(({ method, status }) => [method, status])).to.deep.equal([
			["POST", null],
			["GET", 502],
			["GET", 200],
		]);
	});

	it("a fault never affects the control interface", async () => {
		await control().fault({ kind: "status", status: 500, times: 1 });
		await control().tokens();
		await control().requests();
		expect((await project.list()).status).to.equal(500);
	});

	for (const [title, fault] of [
		["a kind that does not exist", { kind: "explode" }],
		["no kind", {}],
		["a path that is no regular expression", { kind: "status", status: 500, path: "(" }],
		["a count below one", { kind: "status", status: 500, times: -1 }],
	] as const)
		it(`refuses ${title}`, async () => {
			const response = await control().raw("POST", "faults", fault);
			expect(response.status).to.equal(400);
			expect(response.text).to.have.length.above(10);
			expect((await project.list()).status).to.equal(200);
		});
});
