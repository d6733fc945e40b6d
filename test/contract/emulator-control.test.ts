import { expect } from "chai";
import { group, owners, plain, project } from "./deploy-token-routes";
import { exchange } from "./exchange";
import { create, expectIds, expectResponse, read, shown, stored } from "./expectations";
import { control, describeEmulator, send, target, useTarget } from "./target";
import { allSeeingToken, row, world } from "./world";

describeEmulator("the emulator's control interface", () => {
	useTarget();

	describe("reset", () => {
		it("responds with 204 and replaces everything with the fixture", async () => {
			await create(project, plain);
			const response = await control().raw(
				"POST",
				"reset",
				world({ deployTokens: [row(7, { group: "grp" })] }),
			);
			expectResponse(response, 204, "");
			expectIds(await project.list(), []);
			expectIds(await group.list(), [7]);
		});

		it("shows the fixture's rows as GitLab would", async () => {
			const more = {
				name: "ci",
				username: "bot",
				scopes: ["write_registry", "read_registry"],
				expiresAt: "2090-01-01",
				revoked: true,
			};
			await control().reset(world({ deployTokens: [row(3, { project: "grp/proj" }, more)] }));
			expectResponse(await project.get(3), 200, {
				id: 3,
				name: "ci",
				username: "bot",
				expires_at: "2090-01-01T00:00:00.000Z",
				scopes: ["read_registry", "write_registry"],
				revoked: true,
				expired: false,
			});
		});

		it("clears the set clock, the faults and the access log", async () => {
			await control().setClock("2090-01-01T00:00:00Z");
			await control().fault({ kind: "status", status: 503, times: 10 });
			expect((await project.list()).status).to.equal(503);
			await control().reset(world());
			expect(JSON.stringify(await control().requests())).not.to.contain("deploy_tokens");
			const made = await create(project, { ...plain, expires_at: "2080-01-01" });
			expect(made.expired).to.equal(false);
		});

		it("restores the initial fixture when there is no body", async () => {
			await control().reset(
				world({ deployTokens: [row(7, { group: "grp" })], instance: { version: "18.0.0" } }),
			);
			expectResponse(await control().raw("POST", "reset"), 204, "");
			expectIds(await group.list(), []);
			expectIds(await project.list(), []);
		});

		for (const [title, broken] of [
			["a property that does not exist", { ...world(), depolyTokens: [] }],
			["a group without the group above it", { ...world(), groups: [{ path: "no/such" }], projects: [] }],
			["a body that is not JSON", "{"],
			["a list in place of a fixture", []],
			[
				"a role that does not exist",
				{ ...world(), groups: [{ ...world().groups[0], members: { dev: "king" } }] },
			],
			["a member who is not a user", { ...world(), users: [] }],
			[
				"a token of a project that does not exist",
				{ ...world(), deployTokens: [row(1, { project: "no/such" })] },
			],
			[
				"a token of a project and a group",
				{ ...world(), deployTokens: [{ ...row(1, { project: "grp/proj" }), group: "grp" }] },
			],
			[
				"two tokens with one ID",
				{ ...world(), deployTokens: [row(1, { group: "grp" }), row(1, { group: "grp" })] },
			],
			[
				"an expiry that is not a date",
				{ ...world(), deployTokens: [row(1, { group: "grp" }, { expiresAt: "soon" })] },
			],
			[
				"a scope that does not exist",
				{ ...world(), deployTokens: [row(1, { group: "grp" }, { scopes: ["x"] })] },
			],
			[
				"an expiry mode that does not exist",
				{ ...world(), instance: { ...world().instance, expiryMode: "x" } },
			],
		] as const)
			it(`refuses ${title} with a reason, and changes nothing`, async () => {
				await create(project, plain);
				const before = await stored();
				const response = await control().raw("POST", "reset", broken);
				expect(response.status).to.equal(400);
				expect(response.text).to.have.length.above(10);
				expect(response.text).not.to.match(/\n\s+at |glpat-|gldt-/);
				expect(await stored()).to.equal(before);
			});
	});

	describe("deploy_tokens", () => {
		for (const owner of owners) {
			it(`${owner.kind}: revoke keeps the token, revoked, and not in active=true`, async () => {
				const made = await create(owner, plain);
				await control().revoke(made.id);
				expectResponse(await owner.get(made.id), 200, { ...shown(made), revoked: true });
				expectIds(await owner.list("active=true"), []);
			});

			it(`${owner.kind}: DELETE removes the token`, async () => {
				const made = await create(owner, plain);
				await control().remove(made.id);
				expect((await owner.get(made.id)).status).to.equal(404);
			});
		}

		it("responds with 404 for a token that does not exist", async () => {
			expect((await control().raw("POST", "deploy_tokens/999/revoke")).status).to.equal(404);
			expect((await control().raw("DELETE", "deploy_tokens/999")).status).to.equal(404);
		});
	});

	describe("clock", () => {
		it("stays where it is set until it is moved", async () => {
			await control().setClock("2030-01-01T10:00:00Z");
			const made = await create(project, { ...plain, expires_at: "2030-01-01T10:00:00.001Z" });
			expect(made.expired).to.equal(false);
			expect(read(await project.get(made.id)).expired).to.equal(false);
			await control().advanceClock("PT1S");
			expect(read(await project.get(made.id)).expired).to.equal(true);
		});

		it("advances by days, hours, minutes and seconds", async () => {
			await control().setClock("2030-01-01T00:00:00Z");
			const made = await create(project, { ...plain, expires_at: "2030-01-02T02:03:04Z" });
			await control().advanceClock("P1DT2H3M3S");
			expect(read(await project.get(made.id)).expired).to.equal(false);
			await control().advanceClock("PT1S");
			expect(read(await project.get(made.id)).expired).to.equal(true);
		});

		it("advances from the real time when it is not set", async () => {
			const soon = new Date(Date.now() + 3_600_000).toISOString();
			const made = await create(project, { ...plain, expires_at: soon });
			await control().advanceClock("PT2H");
			expect(read(await project.get(made.id)).expired).to.equal(true);
		});

		for (const body of [{ now: "soon" }, { advance: "a while" }, {}, { now: 5 }])
			it(`refuses ${JSON.stringify(body)}`, async () => {
				const response = await control().raw("POST", "clock", body);
				expect(response.status).to.equal(400);
				expect(response.text).not.to.match(/\n\s+at /);
			});
	});

	describe("clock, read", () => {
		it("returns the time, and follows the real clock again", async () => {
			await control().setClock("2030-01-01T10:00:00Z");
			const now = async () => Date.parse(read<{ now: string }>(await control().raw("GET", "clock")).now);
			expect(await now()).to.equal(Date.parse("2030-01-01T10:00:00Z"));
			expect((await control().raw("POST", "clock", { now: null })).status).to.be.within(200, 299);
			expect(await now()).to.be.within(Date.now() - 5_000, Date.now() + 5_000);
		});
	});

	describe("requests", () => {
		it("lists method, path and status of the API's requests, oldest first", async () => {
			const { id } = await create(project, plain);
			await project.get(id);
			await project.remove(id, { as: "dev" });
			const seen = (await control().requests()).map(({ method, path, status }) => [method, path, status]);
			expect(seen).to.deep.equal([
				["POST", "/api/v4/projects/5/deploy_tokens", 201],
				["GET", `/api/v4/projects/5/deploy_tokens/${id}`, 200],
				["DELETE", `/api/v4/projects/5/deploy_tokens/${id}`, 403],
			]);
		});

		it("names the user and the program of each request", async () => {
			await project.list("", { as: "dev", headers: { "User-Agent": "contract-suite/1" } });
			await project.list("", { as: "anon" });
			const [named, nameless] = await control().requests();
			expect(named).to.include({ user: "dev", userAgent: "contract-suite/1" });
			expect(nameless).to.include({ user: null, userAgent: null });
		});

		it("contains no credential, however it was sent, and no new secret", async () => {
			const secret = "glpat-of-maint";
			const made = await create(project, plain);
			await project.list(`private_token=${secret}`, { as: "anon" });
			await project.list(`access_token=${secret}&page=1`, { as: "anon" });
			await project.list("", { as: "anon", headers: { Authorization: `Bearer ${secret}` } });
			await project.send("POST", "", {
				as: "anon",
				form: `name=n&scopes=read_registry&private_token=${secret}`,
			});
			await project.list("", { headers: { "Deploy-Token": made.token } });
			const { text } = await control().raw("GET", "requests");
			for (const hidden of [secret, made.token, "glpat-", "gldt-", allSeeingToken])
				expect(text).not.to.contain(hidden);
			expect(await control().requests()).to.have.length(6);
		});
	});

	describe("tokens", () => {
		it("lists every row with its owner and without its secret", async () => {
			const ofProject = await create(project, plain);
			const ofGroup = await create(group, plain);
			await control().revoke(ofGroup.id);
			const { text } = await control().raw("GET", "tokens");
			const rows = JSON.parse(text) as Record<string, unknown>[];
			expect(rows.map(({ id }) => id)).to.deep.equal([ofProject.id, ofGroup.id]);
			expect(JSON.stringify(rows[0])).to.contain("grp/proj");
			expect(JSON.stringify(rows[1])).to.contain("grp").and.not.to.contain("grp/proj");
			expect(rows[1]).to.include({ revoked: true });
			expect(text).not.to.contain("gldt-");
		});
	});

	describe("a request from another site in a browser", () => {
		const attempt = (headers: Record<string, string>) =>
			exchange(target().origin, {
				method: "POST",
				path: "/-/emulator/reset",
				headers: { "Content-Type": "application/json", ...headers },
				body: JSON.stringify(world()),
			});

		for (const headers of [{ Origin: "https://evil.example" }, { Host: "evil.example" }, { Origin: "null" }])
			it(`is refused (${JSON.stringify(headers)})`, async () => {
				const { id } = await create(project, plain);
				expect((await attempt(headers)).status).to.equal(403);
				expectIds(await project.list(), [id]);
			});

		it("is accepted from the emulator's own page", async () => {
			const { origin } = target();
			expect((await attempt({ Origin: origin.origin })).status).to.equal(204);
		});
	});

	it("the control interface requires no GitLab credential, and is not part of the API", async () => {
		expect((await send("GET", "/-/emulator/tokens", { as: "admin" })).status).to.equal(404);
		expect((await control().raw("GET", "nothing")).status).to.equal(404);
	});
});
