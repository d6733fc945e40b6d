import { expect } from "chai";
import { group, owners, plain, project } from "./deploy-token-routes";
import type { HttpResponse } from "./exchange";
import {
	create,
	expectIds,
	expectRefused,
	expectResponse,
	forbidden,
	insufficientScope,
	ownerNotFound,
	projectNotFound,
	read,
	unauthorized,
} from "./expectations";
import { control, itInWorld, itNeeds, type RequestOptions, send, useTarget } from "./target";
import { accessToken, world } from "./world";

const expired = "Token is expired. You can either do re-authorization or token refresh.";
const revoked = "Token was revoked. You have to re-authorize from the user.";

const tokens = world({
	accessTokens: {
		maint: [
			{ token: "glpat-read-only", scopes: ["read_api"] },
			{ token: "glpat-both", scopes: ["read_api", "api"] },
			{ token: "glpat-no-api", scopes: ["read_user", "read_repository"] },
			{ token: "glpat-expired", expiresAt: "2020-01-01" },
			{ token: "glpat-revoked", revoked: true },
			{ token: "glpat-short-lived", expiresAt: "2030-01-10" },
		],
		owner: [{ token: "glpat-owner-read-only", scopes: ["read_api"] }],
	},
});

const unknownTokens: Record<string, string>[] = [
	{ "PRIVATE-TOKEN": "glpat-unknown" },
	{ Authorization: "Bearer glpat-unknown" },
];

/** The nine routes, of owners that exist or not. */
function nineRoutes(projectId: number, groupId: number): [string, string, RequestOptions][] {
	const routes: [string, string, RequestOptions][] = [["GET", "/deploy_tokens", {}]];
	for (const route of [`/projects/${projectId}/deploy_tokens`, `/groups/${groupId}/deploy_tokens`])
		routes.push(
			["GET", route, {}],
			["POST", route, { json: plain }],
			["GET", `${route}/1`, {}],
			["DELETE", `${route}/1`, {}],
		);
	return routes;
}

async function expectInvalidToken(request: () => Promise<HttpResponse>, description: string): Promise<void> {
	const body = { error: "invalid_token", error_description: description };
	const response = await expectRefused(request, 401, body);
	expect(response.headers["www-authenticate"]).to.equal(
		`Bearer realm="Protected by OAuth 2.0", error="invalid_token", error_description="${description}"`,
	);
}

describe("access tokens", () => {
	useTarget();
	const withTokens = (title: string, run: () => Promise<void>) => itInWorld(tokens, title, run);

	for (const [index, name] of ["that exist", "that do not exist"].entries())
		it(`get 401 on all nine routes of owners ${name} when they are unknown`, async () => {
			const routes =
				index === 0 ? nineRoutes(project.place.id, group.place.id) : nineRoutes(999_999_999, 999_999_999);
			for (const [method, route, options] of routes)
				for (const headers of unknownTokens) {
					const response = await send(method, route, { ...options, headers });
					expectResponse(response, 401, unauthorized);
					expect(response.headers).not.to.have.property("www-authenticate");
				}
		});

	withTokens("get an OAuth-style 401 on all nine routes when they are expired", async () => {
		for (const [method, route, options] of nineRoutes(5, 999))
			await expectInvalidToken(() => send(method, route, { ...options, token: "glpat-expired" }), expired);
	});

	withTokens("get an OAuth-style 401 on all nine routes when they are revoked", async () => {
		for (const [method, route, options] of nineRoutes(999, 7))
			await expectInvalidToken(() => send(method, route, { ...options, token: "glpat-revoked" }), revoked);
	});

	withTokens("get the same response as Bearer tokens when they are expired or revoked", async () => {
		for (const [token, description] of [
			["glpat-expired", expired],
			["glpat-revoked", revoked],
		] as const)
			await expectInvalidToken(
				() => project.list("", { as: "anon", headers: { Authorization: `Bearer ${token}` } }),
				description,
			);
	});

	withTokens("expire by the clock", async () => {
		await control().setClock("2030-01-08T12:00:00Z");
		expectIds(await project.list("", { token: "glpat-short-lived" }), []);
		await control().advanceClock("P4D");
		await expectInvalidToken(() => project.list("", { token: "glpat-short-lived" }), expired);
	});

	withTokens("read, and do not write, with read_api", async () => {
		for (const [owner, token] of [
			[project, "glpat-read-only"],
			[group, "glpat-owner-read-only"],
		] as const) {
			const { id } = await create(owner, plain);
			expectIds(await owner.list("", { token }), [id]);
			expect(read(await owner.get(id, { token })).id).to.equal(id);
			expect((await owner.send("HEAD", "", { token })).status).to.equal(200);
			for (const request of [() => owner.create(plain, { token }), () => owner.remove(id, { token })]) {
				const response = await expectRefused(request, 403, insufficientScope);
				expect(response.headers).not.to.have.property("www-authenticate");
			}
		}
	});

	withTokens("do nothing without api and read_api", async () => {
		for (const [method, route, options] of nineRoutes(5, 7))
			await expectRefused(
				() => send(method, route, { ...options, token: "glpat-no-api" }),
				403,
				insufficientScope,
			);
	});

	withTokens("do everything with api and read_api", async () => {
		const { id } = read(await project.create(plain, { token: "glpat-both" }), 201);
		expectResponse(await project.remove(id, { token: "glpat-both" }), 204, "");
	});

	for (const owner of owners)
		it(`${owner.kind}: are also accepted in Authorization: Bearer`, async () => {
			const bearer = { as: "anon" as const, headers: { Authorization: `Bearer ${owner.writerToken}` } };
			const { id } = read(await owner.create(plain, bearer), 201);
			expectIds(await owner.list("", bearer), [id]);
			expectResponse(await owner.remove(id, bearer), 204, "");
		});

	it("are not read from a Deploy-Token header", async () => {
		const { token } = await create(project, plain);
		const headers = { "Deploy-Token": token };
		expectResponse(await project.list("", { as: "anon", headers }), 404, projectNotFound);
	});

	it("cannot be replaced by a deploy token in PRIVATE-TOKEN", async () => {
		for (const owner of owners) {
			const { token } = await create(owner, plain);
			expectResponse(await owner.list("", { token }), 401, unauthorized);
		}
	});

	it("are not read from a JOB-TOKEN header", async () => {
		const headers = { "JOB-TOKEN": "some-job-token" };
		for (const owner of owners)
			expectResponse(await owner.list("", { as: "anon", headers }), 404, ownerNotFound(owner));
		expectResponse(await send("GET", "/deploy_tokens", { headers }), 401, unauthorized);
	});

	itNeeds("visibility", "are not read from a JOB-TOKEN header on a public group either", async () => {
		const headers = { "JOB-TOKEN": "some-job-token" };
		expectResponse(await send("GET", "/groups/71/deploy_tokens", { headers }), 403, forbidden);
	});

	for (const owner of owners)
		for (const name of ["private_token", "access_token"]) {
			it(`${owner.kind}: are accepted as ${name} in the query`, async () => {
				const { id } = await create(owner, plain);
				const query = `${name}=${owner.writerToken}`;
				expectIds(await owner.list(query, { as: "anon" }), [id]);
			});

			it(`${owner.kind}: are accepted as ${name} in a form`, async () => {
				const form = `name=n&scopes[]=read_repository&${name}=${owner.writerToken}`;
				read(await owner.send("POST", "", { as: "anon", form }), 201);
			});
		}

	withTokens("are read from private_token before the header, and from the header before Bearer", async () => {
		const good = accessToken("maint");
		const bearer = (token: string) => ({ Authorization: `Bearer ${token}` });
		expectResponse(await project.list("private_token=glpat-unknown", { token: good }), 401, unauthorized);
		expectIds(await project.list(`private_token=${good}`, { token: "glpat-unknown" }), []);
		expectResponse(
			await project.list("", { token: "glpat-unknown", headers: bearer(good) }),
			401,
			unauthorized,
		);
		expectIds(await project.list("", { token: good, headers: bearer("glpat-unknown") }), []);
		expectResponse(
			await project.list("", { token: accessToken("dev"), headers: bearer(good) }),
			403,
			forbidden,
		);
	});
});
