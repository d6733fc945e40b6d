import { expect } from "chai";
import { type DeployToken, group, plain, project, shownKeys } from "./deploy-token-routes";
import { create, expectIds, expectResponse, forbidden, read, shown, unauthorized } from "./expectations";
import { itInWorld, itNeeds, send, useTarget } from "./target";
import { row, world } from "./world";

const past = "2020-01-01";
const sixTokens = world({
	deployTokens: [
		row(1, { project: "grp/proj" }),
		row(2, { project: "grp/proj" }, { revoked: true }),
		row(3, { project: "grp/other" }, { expiresAt: past }),
		row(4, { group: "grp" }),
		row(5, { group: "grp/sub" }, { revoked: true }),
		row(6, { group: "lone" }, { expiresAt: past }),
	],
});

describe("GET /deploy_tokens", () => {
	useTarget();

	it("refuses a caller without a credential with 401", async () => {
		const response = await send("GET", "/deploy_tokens");
		expectResponse(response, 401, unauthorized);
		expect(response.headers).not.to.have.property("www-authenticate");
	});

	itNeeds("callers", "refuses an ordinary user with 403", async () => {
		expectResponse(await send("GET", "/deploy_tokens", { as: "maint" }), 403, forbidden);
	});

	itNeeds(
		"control",
		"refuses every caller who is not an administrator with 403, owners and auditors too",
		async () => {
			for (const as of ["stranger", "guest", "dev", "owner", "projowner", "auditor"] as const)
				expectResponse(await send("GET", "/deploy_tokens", { as }), 403, forbidden);
		},
	);

	itInWorld(
		sixTokens,
		"shows an administrator every token of every project and group, active or not, with pagination headers",
		async () => {
			const response = await send("GET", "/deploy_tokens", { as: "admin" });
			expectIds(response, [1, 2, 3, 4, 5, 6]);
			expect(response.headers).to.include({ "x-total": "6", "x-total-pages": "1", "x-page": "1" });
			expect(response.headers).to.include({ "x-per-page": "20", "x-next-page": "", "x-prev-page": "" });
			expect(response.headers.link).to.be.a("string");
			expect(response.text).not.to.contain('"token"');
			expect(response.text).not.to.contain("gldt-");
		},
	);

	itInWorld(sixTokens, "shows only the active ones with active=true", async () => {
		expectIds(await send("GET", "/deploy_tokens?active=true", { as: "admin" }), [1, 4]);
	});

	itInWorld(sixTokens, "shows all tokens with active=false and with an empty active", async () => {
		for (const query of ["active=false", "active=", "active=f"])
			expectIds(await send("GET", `/deploy_tokens?${query}`, { as: "admin" }), [1, 2, 3, 4, 5, 6]);
	});

	itInWorld(sixTokens, "returns exactly seven keys, and so no owner", async () => {
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
	});

	itNeeds("control", "shows a token as its project or group shows it", async () => {
		const ofProject = shown(await create(project, { ...plain, expires_at: "2999-05-06T07:08:09.010Z" }));
		const ofGroup = shown(await create(group, { ...plain, username: "u" }));
		const expected = [ofProject, ofGroup];
		expectResponse(await send("GET", "/deploy_tokens", { as: "admin" }), 200, expected);
		expectResponse(await project.list(), 200, [ofProject]);
		expectResponse(await group.list(), 200, [ofGroup]);
	});

	for (const method of ["POST", "PUT", "PATCH", "DELETE"])
		itNeeds("admin", `has no ${method} route`, async () => {
			const response = await send(method, "/deploy_tokens", { as: "admin", json: plain });
			expectResponse(response, 404, { error: "404 Not Found" });
		});

	itInWorld(sixTokens, "has no routes for a single token", async () => {
		for (const method of ["GET", "DELETE"])
			expectResponse(await send(method, "/deploy_tokens/1", { as: "admin" }), 404, {
				error: "404 Not Found",
			});
		expectIds(await send("GET", "/deploy_tokens", { as: "admin" }), [1, 2, 3, 4, 5, 6]);
	});
});
