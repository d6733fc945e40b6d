import { group, owners, plain, project } from "./deploy-token-routes";
import {
	create,
	expectRefused,
	forbidden,
	insufficientScope,
	ownerNotFound,
	projectNotFound,
	routeNotFound,
	unauthorized,
} from "./expectations";
import { control, itNeeds, send, target, useTarget } from "./target";
import { world } from "./world";

const bothMissing = { error: "name is missing, scopes is missing" };
const invalidId = { error: "token_id is invalid" };
const unknown = { token: "glpat-unknown" };
const malformedJson = { type: "application/json", body: "{" };

describe("the error that takes precedence", () => {
	useTarget();

	it("is the missing route before an unknown token", async () => {
		await expectRefused(() => send("GET", "/no/such/route", unknown), 404, routeNotFound);
		await expectRefused(() => send("GET", "/projects/5/deploy_token", unknown), 404, routeNotFound);
	});

	for (const owner of owners) {
		it(`${owner.kind}: is that of missing parameters before an unknown token`, async () => {
			await expectRefused(() => owner.create({}, unknown), 400, bothMissing);
		});

		it(`${owner.kind}: is that of an invalid token ID, page or active before an unknown token`, async () => {
			await expectRefused(() => owner.get("abc", unknown), 400, invalidId);
			await expectRefused(() => owner.remove("abc", unknown), 400, invalidId);
			for (const name of ["page", "per_page", "active"])
				await expectRefused(() => owner.list(`${name}=foo`, unknown), 400, { error: `${name} is invalid` });
		});

		it(`${owner.kind}: is that of an unreadable body before the parameters in the query`, async () => {
			const request = () => owner.send("POST", "?name=n", { content: { type: "text/plain", body: "x" } });
			await expectRefused(request, 415, {
				error: "The provided content-type 'text/plain' is not supported.",
			});
			const broken = () => owner.send("POST", "?name=n", { ...unknown, content: malformedJson });
			await expectRefused(broken, 400, "Bad Request");
		});

		it(`${owner.kind}: is that of an unknown token before an owner that does not exist`, async () => {
			const route = `/${owner.kind}s/999999999/deploy_tokens`;
			await expectRefused(() => send("POST", route, { ...unknown, json: plain }), 401, unauthorized);
		});

		it(`${owner.kind}: is that of an unknown token before the model's`, async () => {
			await expectRefused(() => owner.create({ name: "n", scopes: [] }, unknown), 401, unauthorized);
		});

		it(`${owner.kind}: is that of missing parameters before an owner that does not exist`, async () => {
			const route = `/${owner.kind}s/999999999/deploy_tokens`;
			await expectRefused(() => send("POST", route, { as: "owner", json: {} }), 400, bothMissing);
		});

		it(`${owner.kind}: is that of an owner that does not exist before the model's`, async () => {
			const route = `/${owner.kind}s/999999999/deploy_tokens`;
			const json = { name: "n", scopes: [] };
			await expectRefused(() => send("POST", route, { as: "owner", json }), 404, ownerNotFound(owner));
		});

		itNeeds(
			"control",
			`${owner.kind}: is that of the access token's scope before an owner that does not exist`,
			async () => {
				const readOnly = { token: "glpat-read-only", scopes: ["read_api"] };
				await control().reset(world({ accessTokens: { stranger: [readOnly] } }));
				for (const route of [`/${owner.kind}s/999999999/deploy_tokens`, owner.route])
					await expectRefused(
						() => send("POST", route, { token: readOnly.token, json: plain }),
						403,
						insufficientScope,
					);
				await expectRefused(() => owner.create({}, { token: readOnly.token }), 400, bothMissing);
			},
		);

		itNeeds(
			"callers",
			`${owner.kind}: is that of the role before a token ID that does not exist`,
			async () => {
				await expectRefused(() => owner.get(999_999_999, { as: "dev" }), 403, forbidden);
				await expectRefused(() => owner.remove(999_999_999, { as: "dev" }), 403, forbidden);
			},
		);

		itNeeds(
			"callers",
			`${owner.kind}: is that of an invisible owner before the role and the token ID`,
			async () => {
				const { id } = await create(owner, plain);
				for (const tokenId of [id, 999_999_999])
					await expectRefused(() => owner.remove(tokenId, { as: "stranger" }), 404, ownerNotFound(owner));
			},
		);
	}

	it("is the redirect of a moved project before a token ID that does not exist and before the model's", async () => {
		const old = `/projects/${encodeURIComponent(target().places.oldProjectPath)}/deploy_tokens`;
		const moved = { message: "Non GET methods are not allowed for moved projects" };
		const as = project.writer;
		await expectRefused(() => send("DELETE", `${old}/999999999`, { as }), 405, moved);
		await expectRefused(() => send("POST", old, { as, json: { name: "n", scopes: [] } }), 405, moved);
		await expectRefused(() => send("POST", old, { as, json: {} }), 400, bothMissing);
		await expectRefused(() => send("POST", old, { as: "anon", json: plain }), 404, projectNotFound);
	});

	it("is a 404 for a moved group, which has no redirect", async () => {
		const old = `/groups/${encodeURIComponent(target().places.oldGroupPath)}/deploy_tokens`;
		const notFound = ownerNotFound(group);
		await expectRefused(() => send("POST", old, { as: "owner", json: plain }), 404, notFound);
		await expectRefused(() => send("DELETE", `${old}/1`, { as: "owner" }), 404, notFound);
	});
});
