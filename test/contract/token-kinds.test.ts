import { expect } from "chai";
import { type DeployTokenRoutes, group, owners, plain, project } from "./deploy-token-routes";
import type { HttpResponse } from "./exchange";
import {
	create,
	expectIds,
	expectRefused,
	expectResponse,
	forbidden,
	insufficientScope,
	ownerNotFound,
	read,
	stored,
	unauthorized,
} from "./expectations";
import { itInWorld, send, useTarget } from "./target";
import { accessToken, type FixtureAccessToken, world } from "./world";

const granular = (token: string, ...permissions: string[]): Partial<FixtureAccessToken> => ({
	token,
	scopes: [],
	granular: permissions,
});
const fineGrained = [
	granular("glpat-fine-read", "read_deploy_token"),
	granular("glpat-fine-create", "create_deploy_token"),
	granular("glpat-fine-delete", "delete_deploy_token"),
	granular("glpat-fine-other", "read_project"),
	granular("glpat-fine-all", "read_deploy_token", "create_deploy_token", "delete_deploy_token"),
];

async function expectNotGranted(request: () => Promise<HttpResponse>, permission: string): Promise<void> {
	const before = await stored();
	const response = await request();
	expect(response.status).to.equal(403);
	const body = JSON.parse(response.text) as Record<string, string>;
	expect(Object.keys(body)).to.include.members(["error", "error_description"]);
	expect(body.error).to.equal("insufficient_granular_scope");
	const [action = ""] = permission.split("_");
	const title = `Deploy Token: ${action.slice(0, 1).toUpperCase()}${action.slice(1)}`;
	expect(body.error_description).to.match(
		new RegExp(
			"^Access denied: This operation requires a fine-grained personal access token with the following " +
				`(project|group|instance) permissions: \\[${title}\\]\\.$`,
		),
	);
	expect(await stored()).to.equal(before);
}

describe("fine-grained access tokens", () => {
	useTarget();
	const all = ["read_deploy_token", "create_deploy_token", "delete_deploy_token"];
	const worldOf = (who: "maint" | "owner") =>
		world({ accessTokens: { [who]: fineGrained, dev: [granular("glpat-fine-dev", ...all)] } });
	const withTokens = (title: string, { kind }: DeployTokenRoutes, run: () => Promise<void>) =>
		itInWorld(worldOf(kind === "project" ? "maint" : "owner"), title, run);

	for (const owner of owners) {
		withTokens(`${owner.kind}: get 403 without the permission`, owner, async () => {
			const { id } = await create(owner, plain);
			for (const token of ["glpat-fine-create", "glpat-fine-delete", "glpat-fine-other"]) {
				await expectNotGranted(() => owner.list("", { token }), "read_deploy_token");
				await expectNotGranted(() => owner.get(id, { token }), "read_deploy_token");
			}
			for (const token of ["glpat-fine-read", "glpat-fine-delete", "glpat-fine-other"])
				await expectNotGranted(() => owner.create(plain, { token }), "create_deploy_token");
			for (const token of ["glpat-fine-read", "glpat-fine-create", "glpat-fine-other"])
				await expectNotGranted(() => owner.remove(id, { token }), "delete_deploy_token");
		});

		withTokens(`${owner.kind}: may with the permission do what their user may`, owner, async () => {
			for (const [read_, write, remove] of [
				["glpat-fine-read", "glpat-fine-create", "glpat-fine-delete"],
				["glpat-fine-all", "glpat-fine-all", "glpat-fine-all"],
			] as const) {
				const { id } = read(await owner.create(plain, { token: write }), 201);
				expectIds(await owner.list("", { token: read_ }), [id]);
				read(await owner.get(id, { token: read_ }));
				expectResponse(await owner.remove(id, { token: remove }), 204, "");
			}
			await expectRefused(() => owner.create(plain, { token: "glpat-fine-dev" }), 403, forbidden);
		});

		withTokens(
			`${owner.kind}: get the error of missing parameters before that of missing permissions`,
			owner,
			async () => {
				await expectRefused(() => owner.create({}, { token: "glpat-fine-other" }), 400, {
					error: "name is missing, scopes is missing",
				});
			},
		);
	}

	itInWorld(
		world({ accessTokens: { admin: fineGrained } }),
		"need the permission for the instance list too",
		async () => {
			const list = (token: string) => send("GET", "/deploy_tokens", { token });
			await expectNotGranted(() => list("glpat-fine-other"), "read_deploy_token");
			expectResponse(await list("glpat-fine-read"), 200, []);
		},
	);
});

describe("OAuth tokens", () => {
	useTarget();
	const bearer = (token: string) => ({ Authorization: `Bearer ${token}` });
	const oauth = { type: "oauth" as const };
	const withTokens = (title: string, run: () => Promise<void>) => itInWorld(tokens, title, run);
	const tokens = world({
		accessTokens: {
			maint: [
				{ ...oauth, token: "oauth-maint" },
				{ ...oauth, token: "oauth-read-only", scopes: ["read_api"] },
				{ ...oauth, token: "oauth-expired", expiresAt: "2020-01-01" },
				{ ...oauth, token: "oauth-revoked", revoked: true },
			],
		},
	});

	withTokens("work as Bearer and as access_token", async () => {
		const headers = bearer("oauth-maint");
		const { id } = read(await project.create(plain, { as: "anon", headers }), 201);
		expectIds(await project.list("access_token=oauth-maint", { as: "anon" }), [id]);
		expectResponse(await project.remove(id, { as: "anon", headers }), 204, "");
	});

	withTokens("are not accepted in PRIVATE-TOKEN", async () => {
		expectResponse(await project.list("", { token: "oauth-maint" }), 401, unauthorized);
	});

	withTokens("are tried before every other token", async () => {
		const headers = bearer("oauth-maint");
		expectIds(await project.list("", { token: "glpat-unknown", headers }), []);
		expectIds(await project.list("private_token=glpat-unknown", { as: "anon", headers }), []);
		expectIds(await project.list("", { token: accessToken("stranger"), headers }), []);
	});

	withTokens("have scopes, expire and are revoked like other tokens", async () => {
		const options = (token: string) => ({ as: "anon" as const, headers: bearer(token) });
		expectIds(await project.list("", options("oauth-read-only")), []);
		await expectRefused(() => project.create(plain, options("oauth-read-only")), 403, insufficientScope);
		for (const [token, sentence] of [
			["oauth-expired", "Token is expired. You can either do re-authorization or token refresh."],
			["oauth-revoked", "Token was revoked. You have to re-authorize from the user."],
		] as const) {
			const response = await project.list("", options(token));
			expectResponse(response, 401, { error: "invalid_token", error_description: sentence });
			expect(response.headers["www-authenticate"]).to.contain('error="invalid_token"');
		}
	});

	withTokens("act with the role of their user", async () => {
		const options = { as: "anon" as const, headers: bearer("oauth-maint") };
		await expectRefused(() => group.create(plain, options), 403, forbidden);
		const elsewhere = await send("GET", "/groups/9/deploy_tokens", options);
		expectResponse(elsewhere, 404, ownerNotFound(group));
	});
});
