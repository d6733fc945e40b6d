import { expect } from "chai";
import { group, owners, plain, project } from "./deploy-token-routes";
import type { Answer } from "./exchange";
import {
	create,
	expectAnswer,
	expectIds,
	expectRefused,
	forbidden,
	insufficientScope,
	ownerNotFound,
	projectNotFound,
	read,
	unauthorized,
} from "./expectations";
import { type Ask, control, needs, send, useTarget } from "./target";
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
function nineRoutes(projectId: number, groupId: number): [string, string, Ask][] {
	const routes: [string, string, Ask][] = [["GET", "/deploy_tokens", {}]];
	for (const route of [`/projects/${projectId}/deploy_tokens`, `/groups/${groupId}/deploy_tokens`])
		routes.push(
			["GET", route, {}],
			["POST", route, { json: plain }],
			["GET", `${route}/1`, {}],
			["DELETE", `${route}/1`, {}],
		);
	return routes;
}

async function expectInvalidToken(ask: () => Promise<Answer>, description: string): Promise<void> {
	const body = { error: "invalid_token", error_description: description };
	const answer = await expectRefused(ask, 401, body);
	expect(answer.headers["www-authenticate"]).to.equal(
		`Bearer realm="Protected by OAuth 2.0", error="invalid_token", error_description="${description}"`,
	);
}

describe("access tokens", () => {
	useTarget();
	const withTokens = (title: string, run: () => Promise<void>) =>
		it(
			title,
			needs("control", async () => {
				await control().reset(tokens);
				await run();
			}),
		);

	for (const [index, name] of ["that exist", "that do not exist"].entries())
		it(`149. an unknown token is 401 on all nine routes of owners ${name}`, async () => {
			const routes =
				index === 0 ? nineRoutes(project.place.id, group.place.id) : nineRoutes(999_999_999, 999_999_999);
			for (const [method, route, ask] of routes)
				for (const headers of unknownTokens) {
					const answer = await send(method, route, { ...ask, headers });
					expectAnswer(answer, 401, unauthorized);
					expect(answer.headers).not.to.have.property("www-authenticate");
				}
		});

	withTokens("151. an expired token is 401 in the manner of OAuth, on all nine routes", async () => {
		for (const [method, route, ask] of nineRoutes(5, 999))
			await expectInvalidToken(() => send(method, route, { ...ask, token: "glpat-expired" }), expired);
	});

	withTokens("152. a revoked token is 401 in the manner of OAuth, on all nine routes", async () => {
		for (const [method, route, ask] of nineRoutes(999, 7))
			await expectInvalidToken(() => send(method, route, { ...ask, token: "glpat-revoked" }), revoked);
	});

	withTokens("§8 an expired or revoked Bearer token gets the same answer", async () => {
		for (const [token, description] of [
			["glpat-expired", expired],
			["glpat-revoked", revoked],
		] as const)
			await expectInvalidToken(
				() => project.list("", { as: "anon", headers: { Authorization: `Bearer ${token}` } }),
				description,
			);
	});

	withTokens("§8 a token expires by the clock", async () => {
		await control().setClock("2030-01-08T12:00:00Z");
		expectIds(await project.list("", { token: "glpat-short-lived" }), []);
		await control().advanceClock("P4D");
		await expectInvalidToken(() => project.list("", { token: "glpat-short-lived" }), expired);
	});

	withTokens("154. read_api reads, and does not write", async () => {
		for (const [owner, token] of [
			[project, "glpat-read-only"],
			[group, "glpat-owner-read-only"],
		] as const) {
			const { id } = await create(owner, plain);
			expectIds(await owner.list("", { token }), [id]);
			expect(read(await owner.get(id, { token })).id).to.equal(id);
			expect((await owner.send("HEAD", "", { token })).status).to.equal(200);
			for (const ask of [() => owner.create(plain, { token }), () => owner.remove(id, { token })]) {
				const answer = await expectRefused(ask, 403, insufficientScope);
				expect(answer.headers).not.to.have.property("www-authenticate");
			}
		}
	});

	withTokens("§7 a token without api and read_api does nothing", async () => {
		for (const [method, route, ask] of nineRoutes(5, 7))
			await expectRefused(
				() => send(method, route, { ...ask, token: "glpat-no-api" }),
				403,
				insufficientScope,
			);
	});

	withTokens("§8.2 a token with api and read_api does all", async () => {
		const { id } = read(await project.create(plain, { token: "glpat-both" }), 201);
		expectAnswer(await project.remove(id, { token: "glpat-both" }), 204, "");
	});

	for (const owner of owners)
		it(`155. ${owner.kind}: takes the token from Authorization: Bearer too`, async () => {
			const bearer = { as: "anon" as const, headers: { Authorization: `Bearer ${owner.writerToken}` } };
			const { id } = read(await owner.create(plain, bearer), 201);
			expectIds(await owner.list("", bearer), [id]);
			expectAnswer(await owner.remove(id, bearer), 204, "");
		});

	it("157. ignores a Deploy-Token header", async () => {
		const { token } = await create(project, plain);
		const headers = { "Deploy-Token": token };
		expectAnswer(await project.list("", { as: "anon", headers }), 404, projectNotFound);
	});

	it("158. does not know a deploy token as PRIVATE-TOKEN", async () => {
		for (const owner of owners) {
			const { token } = await create(owner, plain);
			expectAnswer(await owner.list("", { token }), 401, unauthorized);
		}
	});

	it("§7 ignores a JOB-TOKEN header", async () => {
		const headers = { "JOB-TOKEN": "some-job-token" };
		for (const owner of owners)
			expectAnswer(await owner.list("", { as: "anon", headers }), 404, ownerNotFound(owner));
		expectAnswer(await send("GET", "/deploy_tokens", { headers }), 401, unauthorized);
	});

	it(
		"§7 a JOB-TOKEN header is nobody on a public group too",
		needs("visibility", async () => {
			const headers = { "JOB-TOKEN": "some-job-token" };
			expectAnswer(await send("GET", "/groups/71/deploy_tokens", { headers }), 403, forbidden);
		}),
	);

	for (const owner of owners)
		for (const name of ["private_token", "access_token"]) {
			it(`§8.2 ${owner.kind}: takes the token from ${name} in the query`, async () => {
				const { id } = await create(owner, plain);
				const query = `${name}=${owner.writerToken}`;
				expectIds(await owner.list(query, { as: "anon" }), [id]);
			});

			it(`§8.2 ${owner.kind}: takes the token from ${name} in a form`, async () => {
				const form = `name=n&scopes[]=read_repository&${name}=${owner.writerToken}`;
				read(await owner.send("POST", "", { as: "anon", form }), 201);
			});
		}

	withTokens("§8.2 private_token wins over the header, and the header over Bearer", async () => {
		const good = accessToken("maint");
		const bearer = (token: string) => ({ Authorization: `Bearer ${token}` });
		expectAnswer(await project.list("private_token=glpat-unknown", { token: good }), 401, unauthorized);
		expectIds(await project.list(`private_token=${good}`, { token: "glpat-unknown" }), []);
		expectAnswer(
			await project.list("", { token: "glpat-unknown", headers: bearer(good) }),
			401,
			unauthorized,
		);
		expectIds(await project.list("", { token: good, headers: bearer("glpat-unknown") }), []);
		expectAnswer(
			await project.list("", { token: accessToken("dev"), headers: bearer(good) }),
			403,
			forbidden,
		);
	});
});
