import { expect } from "chai";
import { group, plain, project } from "./deploy-token-routes";
import type { Answer } from "./exchange";
import { expectAnswer, expectIds, ids, read } from "./expectations";
import { control, describeEmulator, useTarget } from "./target";

/** The code of the fault that ended the connection. */
async function connectionFault(asked: Promise<Answer>): Promise<string> {
	try {
		const answer = await asked;
		throw new Error(`answered ${answer.status}`);
	} catch (error) {
		return String((error as NodeJS.ErrnoException).code);
	}
}

const broken = /^(ECONNRESET|EPIPE)$/;

describeEmulator("the emulator's faults", () => {
	useTarget();

	it("status: answers with that status, headers and body, and does nothing", async () => {
		await control().fault({
			method: "POST",
			path: "/projects/5/deploy_tokens$",
			times: 1,
			kind: "status",
			status: 503,
			headers: { "Retry-After": "7", "Content-Type": "text/plain" },
			body: "Back soon",
		});
		const answer = await project.create(plain);
		expectAnswer(answer, 503, "Back soon");
		expect(answer.headers).to.include({ "retry-after": "7", "content-type": "text/plain" });
		expectIds(await project.list(), []);
		read(await project.create(plain), 201);
	});

	it("status: a body that is no text goes out as JSON", async () => {
		await control().fault({ kind: "status", status: 429, body: { message: "slow down" } });
		expectAnswer(await project.list(), 429, { message: "slow down" });
	});

	it("status: a status alone is enough", async () => {
		await control().fault({ kind: "status", status: 502 });
		expect((await project.list()).status).to.equal(502);
	});

	it("drop-before: ends the connection, and does nothing", async () => {
		await control().fault({ method: "POST", kind: "drop-before", times: 1 });
		expect(await connectionFault(project.create(plain))).to.match(broken);
		expectIds(await project.list(), []);
	});

	it("drop-after-commit: ends the connection, and the token is there", async () => {
		await control().fault({ method: "POST", kind: "drop-after-commit", times: 1 });
		expect(await connectionFault(project.create(plain))).to.match(broken);
		expect(ids(await project.list())).to.have.length(1);
	});

	it("drop-after-commit: a DELETE was done too", async () => {
		const { id } = read(await group.create(plain), 201);
		await control().fault({ method: "DELETE", kind: "drop-after-commit", times: 1 });
		expect(await connectionFault(group.remove(id))).to.match(broken);
		expectIds(await group.list(), []);
	});

	it("commit-late: ends the connection, and the token comes later", async () => {
		await control().fault({ method: "POST", kind: "commit-late", times: 1, delayMs: 60 });
		expect(await connectionFault(project.create(plain))).to.match(broken);
		expectIds(await project.list(), []);
		const deadline = Date.now() + 1500;
		let found: number[] = [];
		while (found.length === 0 && Date.now() < deadline) found = ids(await project.list());
		expect(found).to.have.length(1);
	});

	it("commit-late: answers a status if there is one, and the token comes later", async () => {
		await control().fault({ method: "POST", kind: "commit-late", status: 504, delayMs: 40 });
		expect((await project.create(plain)).status).to.equal(504);
		const deadline = Date.now() + 1500;
		let found: number[] = [];
		while (found.length === 0 && Date.now() < deadline) found = ids(await project.list());
		expect(found).to.have.length(1);
	});

	it("delay: answers as ever, later", async () => {
		await control().fault({ method: "GET", kind: "delay", times: 1, delayMs: 80 });
		const begun = performance.now();
		expectIds(await project.list(), []);
		expect(performance.now() - begun).to.be.at.least(75);
	});

	it("malformed: the token is there, and the JSON of the answer is not whole", async () => {
		await control().fault({ method: "POST", kind: "malformed", times: 1 });
		const answer = await project.create(plain);
		expect(() => JSON.parse(answer.text)).to.throw(SyntaxError);
		expect(ids(await project.list())).to.have.length(1);
	});

	it("html: a page comes instead of JSON", async () => {
		await control().fault({ method: "GET", kind: "html", times: 1 });
		const answer = await project.list();
		expect(answer.headers["content-type"]).to.match(/^text\/html\b/);
		expect(answer.text).to.match(/<html/i);
	});

	it("happens as many times as asked", async () => {
		await control().fault({ kind: "status", status: 500, times: 3 });
		const seen: number[] = [];
		for (let index = 0; index < 5; index++) seen.push((await project.list()).status);
		expect(seen).to.deep.equal([500, 500, 500, 200, 200]);
	});

	it("happens on the method and the path that match, and on no other", async () => {
		await control().fault({ method: "GET", path: "/groups/\\d+/deploy_tokens", kind: "status", status: 500 });
		expect((await project.list()).status).to.equal(200);
		expect((await group.create(plain)).status).to.equal(201);
		expect((await group.list()).status).to.equal(500);
	});

	it("several faults come one after the other", async () => {
		await control().fault({ kind: "status", status: 500, times: 1 });
		await control().fault({ kind: "status", status: 502, times: 1 });
		const seen = [await project.list(), await project.list(), await project.list()];
		expect(seen.map(({ status }) => status)).to.deep.equal([500, 502, 200]);
	});

	it("those that wait are listed", async () => {
		await control().fault({ kind: "status", status: 500, times: 2 });
		await project.list();
		const { text } = await control().raw("GET", "faults");
		expect(JSON.parse(text)).to.have.length(1);
		await project.list();
		expectAnswer(await control().raw("GET", "faults"), 200, []);
	});

	it("show in the access log, without a status where there was no answer", async () => {
		await control().fault({ kind: "drop-after-commit" });
		await connectionFault(project.create(plain));
		await control().fault({ kind: "status", status: 502 });
		await project.list();
		await project.list();
		const log = read<{ method: string; status: number | null }[]>(await control().requests());
		expect(log.map(({ method, status }) => [method, status])).to.deep.equal([
			["POST", null],
			["GET", 502],
			["GET", 200],
		]);
	});

	it("never touches the control interface", async () => {
		await control().fault({ kind: "status", status: 500, times: 1 });
		read(await control().tokens());
		read(await control().requests());
		expect((await project.list()).status).to.equal(500);
	});

	for (const [title, fault] of [
		["a kind that does not exist", { kind: "explode" }],
		["no kind", {}],
		["a path that is no regular expression", { kind: "status", status: 500, path: "(" }],
		["a count below one", { kind: "status", status: 500, times: -1 }],
	] as const)
		it(`refuses ${title}`, async () => {
			const answer = await control().raw("POST", "faults", fault);
			expect(answer.status).to.equal(400);
			expect(answer.text).to.have.length.above(10);
			expect((await project.list()).status).to.equal(200);
		});
});
