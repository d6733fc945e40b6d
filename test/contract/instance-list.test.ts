import { expect } from "chai";
import { type DeployToken, group, plain, project, shownKeys } from "./deploy-token-routes";
import { create, expectIds, expectResponse, forbidden, read, shown, unauthorized } from "./expectations";
import { inWorld, needs, send, useTarget } from "./target";
import { row, world } from "./world";

const past = "2020-01-01";
const sixTokens = [
	row(1, { project: "grp/proj" }),
	row(2, { project: "grp/proj" }, { revoked: true }),
	row(3, { project: "grp/other" }, { expiresAt: past }),
	row(4, { group: "grp" }),
	row(5, { group: "grp/sub" }, { revoked: true }),
	row(6, { group: "lone" }, { expiresAt: past }),
];

describe("GET /deploy_tokens", () => {
	useTarget();

	it("refuses a caller without a credential with 401", async () => {
		const response = await send("GET", "/deploy_tokens");
		expectResponse(response, 401, unauthorized);
		expect(response.headers).not.to.have.property("www-authenticate");
	});

	it(
		"refuses an ordinary user with 403",
		needs("callers", async () => {
			expectResponse(await send("GET", "/deploy_tokens", { as: "maint" }), 403, forbidden);
		}),
	);

	it(
		"refuses every caller who is not an administrator with 403, owners and auditors too",
		needs("control", async () => {
			for (const as of ["stranger", "guest", "dev", "owner", "projowner", "auditor"] as const)
				expectResponse(await send("GET", "/deploy_tokens", { as }), 403, forbidden);
		}),
	);

	it(
		"shows an administrator every token of every project and group, active or not, with pagination headers",
		inWorld(world({ deployTokens: sixTokens }), async () => {
			const response = await send("GET", "/deploy_tokens", { as: "admin" });
			expectIds(response, [1, 2, 3, 4, 5, 6]);
			expect(response.headers).to.include({ "x-total": "6", "x-total-pages": "1", "x-page": "1" });
			expect(response.headers).to.include({ "x-per-page": "20", "x-next-page": "", "x-prev-page": "" });
			expect(response.headers.link).to.be.a("string");
			expect(response.text).not.to.contain('"token"');
			expect(response.text).not.to.contain("gldt-");
		}),
	);

	it(
		"shows only the active ones with active=true",
		inWorld(world({ deployTokens: sixTokens }), async () => {
			expectIds(await send("GET", "/deploy_tokens?active=true", { as: "admin" }), [1, 4]);
		}),
	);

	it(
		"shows all tokens with active=false and with an empty active",
		inWorld(world({ deployTokens: sixTokens }), async () => {
			for (const query of ["active=false", "active=", "active=f"])
				expectIds(await send("GET", `/deploy_tokens?${query}`, { as: "admin" }), [1, 2, 3, 4, 5, 6]);
		}),
	);

	it(
		"returns exactly seven keys, and so no owner",
		inWorld(world({ deployTokens: sixTokens }), async () => {
			const rows = read<DeployToken[]>(await send("GET", "/deploy_tokens", { as: "admin" }));
			for (const item of rows) expect(Object.keys(item)).to.deep.equal(shownKeys);
			expect(rows.map(({ revoked, expired }) => [revoked, expired])).to.deep.equal([
				[false, false],
				[true, false],
				[false, true],
				[false, false],
				[true, false],
				[false, true],
			]);
		}),
	);

	it(
		"shows a token as its project or group shows it",
		needs("control", async () => {
			const ofProject = shown(await create(project, { ...plain, expires_at: "2999-05-06T07:08:09.010Z" }));
			const ofGroup = shown(await create(group, { ...plain, username: "u" }));
			const expected = [ofProject, ofGroup];
			expectResponse(await send("GET", "/deploy_tokens", { as: "admin" }), 200, expected);
			expectResponse(await project.list(), 200, [ofProject]);
			expectResponse(await group.list(), 200, [ofGroup]);
		}),
	);

	for (const method of ["POST", "PUT", "PATCH", "DELETE"])
		it(
			`has no ${method} route`,
			needs("admin", async () => {
				const response = await send(method, "/deploy_tokens", { as: "admin", json: plain });
				expectResponse(response, 404, { error: "404 Not Found" });
			}),
		);

	it(
		"has no routes for a single token",
		inWorld(world({ deployTokens: sixTokens }), async () => {
			for (const method of ["GET", "DELETE"])
				expectResponse(await send(method, "/deploy_tokens/1", { as: "admin" }), 404, {
					error: "404 Not Found",
				});
			expectIds(await send("GET", "/deploy_tokens", { as: "admin" }), [1, 2, 3, 4, 5, 6]);
		}),
	);
});
