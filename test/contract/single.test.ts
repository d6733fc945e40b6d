import { expect } from "chai";
import { group, otherProject, owners, plain, project, shownKeys, subgroup } from "./deploy-token-routes";
import {
	create,
	expectResponse,
	forbidden,
	groupNotFound,
	ownerNotFound,
	projectNotFound,
	read,
	shown,
	tokenNotFound,
} from "./expectations";
import { control, itNeeds, send, target, useTarget } from "./target";
import { row, world } from "./world";

const invalidId = { error: "token_id is invalid" };

describe("GET /projects/:id/deploy_tokens/:token_id", () => {
	useTarget();

	itNeeds("callers", "forbids a developer", async () => {
		const { id } = await create(project, plain);
		expectResponse(await project.get(id, { as: "dev" }), 403, forbidden);
	});

	it("shows a maintainer the token without its secret", async () => {
		const created = await create(project, { ...plain, username: "bot", expires_at: "2090-01-01" });
		const response = await project.get(created.id);
		expectResponse(response, 200, shown(created));
		expect(Object.keys(read<object>(response))).to.deep.equal(shownKeys);
		expect(response.text).not.to.contain(created.token);
	});

	itNeeds(
		"control",
		"does not find the token of another project, or of a group, under the project",
		async () => {
			const elsewhere = await create(otherProject, plain);
			const ofGroup = await create(group, plain);
			for (const { id } of [elsewhere, ofGroup]) expectResponse(await project.get(id), 404, tokenNotFound);
		},
	);

	it("refuses a token ID that is not a number before the caller is checked", async () => {
		expectResponse(await project.get("abc", { as: "anon" }), 400, invalidId);
	});

	it("hides a private project from a caller without a credential", async () => {
		const { id } = await create(project, plain);
		expectResponse(await project.get(id, { as: "anon" }), 404, projectNotFound);
	});

	it("responds with 404 for a project that does not exist", async () => {
		for (const id of ["bad_id", "999999999", "bad%2Fid"])
			expectResponse(
				await send("GET", `/projects/${id}/deploy_tokens/1`, { as: "owner" }),
				404,
				projectNotFound,
			);
	});

	it("never accepts a bare project name as a path", async () => {
		const { id } = await create(project, plain);
		const name = project.place.path.split("/").at(-1);
		const response = await send("GET", `/projects/${name}/deploy_tokens/${id}`, { as: project.writer });
		expectResponse(response, 404, projectNotFound);
	});

	it("redirects a read by an old path to the project's ID", async () => {
		const { id } = await create(project, plain);
		const old = encodeURIComponent(target().places.oldProjectPath);
		const response = await send("GET", `/projects/${old}/deploy_tokens/${id}`, { as: project.writer });
		expect(response.headers.location).to.match(
			new RegExp(`/api/v4/projects/${project.place.id}/deploy_tokens/${id}$`),
		);
		expectResponse(response, 301, `This resource has been moved permanently to ${response.headers.location}`);
	});
});

describe("GET /groups/:id/deploy_tokens/:token_id", () => {
	useTarget();

	itNeeds("callers", "shows a maintainer the token without its secret", async () => {
		const created = await create(group, plain);
		const response = await group.get(created.id, { as: "maint" });
		expectResponse(response, 200, shown(created));
		expect(response.text).not.to.contain(created.token);
	});

	it("responds with 404 for a group that does not exist", async () => {
		const { id } = await create(group, plain);
		const response = await send("GET", `/groups/bad_id/deploy_tokens/${id}`, { as: "owner" });
		expectResponse(response, 404, groupNotFound);
	});

	it("responds with 404 for a token ID that does not exist", async () => {
		expectResponse(await group.get(999_999_999), 404, tokenNotFound);
	});

	it("does not find the token of a sub-group or of a project under the group", async () => {
		const inner = await create(subgroup, plain);
		const ofProject = await create(project, plain);
		const ofGroup = await create(group, plain);
		for (const { id } of [inner, ofProject]) expectResponse(await group.get(id), 404, tokenNotFound);
		expectResponse(await subgroup.get(ofGroup.id), 404, tokenNotFound);
	});
});

describe("a single read of either owner", () => {
	useTarget();

	for (const owner of owners) {
		it(`${owner.kind}: responds with 404 for a token ID that does not exist`, async () => {
			expectResponse(await owner.get(999_999_999), 404, tokenNotFound);
		});

		for (const id of ["0", "-1", "99999999999999999999", "9223372036854775808"])
			it(`${owner.kind}: responds with 404 for the token ID ${id}`, async () => {
				expectResponse(await owner.get(id), 404, tokenNotFound);
			});

		for (const id of ["abc", "123abc", "0x1", "%20"])
			it(`${owner.kind}: refuses the token ID ${id} for every caller`, async () => {
				expectResponse(await owner.get(id), 400, invalidId);
				expectResponse(await owner.get(id, { as: "anon" }), 400, invalidId);
				expectResponse(await owner.remove(id), 400, invalidId);
			});

		for (const suffix of [".json", ".5"])
			it(`${owner.kind}: reads ${suffix} after the token ID as a format`, async () => {
				const created = await create(owner, plain);
				expectResponse(await owner.get(`${created.id}${suffix}`), 200, shown(created));
				expectResponse(await owner.remove(`${created.id}${suffix}`), 204, "");
			});

		itNeeds("control", `${owner.kind}: shows an expired token as expired`, async () => {
			const where = owner.kind === "project" ? { project: "grp/proj" } : { group: "grp" };
			await control().reset(
				world({ deployTokens: [row(3, where, { expiresAt: "2020-01-01", name: "gone" })] }),
			);
			expectResponse(await owner.get(3), 200, {
				id: 3,
				name: "gone",
				username: "gitlab+deploy-token-3",
				expires_at: "2020-01-01T00:00:00.000Z",
				scopes: ["read_repository"],
				revoked: false,
				expired: true,
			});
		});

		itNeeds("control", `${owner.kind}: shows a revoked token as revoked`, async () => {
			const created = await create(owner, plain);
			await control().revoke(created.id);
			expectResponse(await owner.get(created.id), 200, { ...shown(created), revoked: true });
			expectResponse(await owner.list(), 200, [{ ...shown(created), revoked: true }]);
			expectResponse(await owner.list("active=true"), 200, []);
		});

		it(`${owner.kind}: hides a private owner from a caller without a credential`, async () => {
			const { id } = await create(owner, plain);
			expectResponse(await owner.get(id, { as: "anon" }), 404, ownerNotFound(owner));
		});
	}
});
