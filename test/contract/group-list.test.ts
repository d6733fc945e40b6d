import { expect } from "chai";
import { group, owners, plain, project, subgroup } from "./deploy-token-routes";
import { create, expectIds, expectResponse, forbidden, groupNotFound, read } from "./expectations";
import { itInWorld, itNeeds, send, target, useTarget } from "./target";
import { row, world } from "./world";

const mixed = world({
	deployTokens: [
		row(1, { group: "grp" }),
		row(2, { group: "grp" }, { revoked: true }),
		row(3, { group: "grp" }, { expiresAt: "2020-01-01" }),
		row(4, { group: "grp/sub" }),
	],
});

describe("GET /groups/:id/deploy_tokens", () => {
	useTarget();

	itNeeds("visibility", "forbids a caller without a credential the list of a public group", async () => {
		expectResponse(await send("GET", "/groups/71/deploy_tokens"), 403, forbidden);
	});

	itNeeds("callers", "forbids a developer of the group", async () => {
		expectResponse(await group.list("", { as: "dev" }), 403, forbidden);
	});

	itInWorld(
		mixed,
		"shows a maintainer who is not an owner the active, revoked and expired tokens, with pagination headers",
		async () => {
			const response = await group.list("", { as: "maint" });
			expectIds(response, [1, 2, 3]);
			expect(response.headers).to.include({ "x-total": "3", "x-total-pages": "1", "x-page": "1" });
			expect(response.headers.link).to.be.a("string");
		},
	);

	itInWorld(mixed, "shows only the active one with active=true", async () => {
		expectIds(await group.list("active=true", { as: "maint" }), [1]);
	});

	it("keeps the tokens of a group, its sub-group and its projects apart", async () => {
		const ofGroup = await create(group, plain);
		const ofSubgroup = await create(subgroup, plain);
		const ofProject = await create(project, plain);
		expectIds(await group.list(), [ofGroup.id]);
		expectIds(await subgroup.list(), [ofSubgroup.id]);
		expectIds(await project.list(), [ofProject.id]);
	});

	it("does not redirect after the rename of a group", async () => {
		const old = encodeURIComponent(target().places.oldGroupPath);
		expectResponse(await send("GET", `/groups/${old}/deploy_tokens`, { as: "owner" }), 404, groupNotFound);
	});

	it("accepts the full path of a top-level group, without a slash, and of a sub-group, with one", async () => {
		const { id } = await create(group, plain);
		const inner = await create(subgroup, plain);
		const byPath = (path: string) => `/groups/${encodeURIComponent(path)}/deploy_tokens`;
		expectIds(await send("GET", byPath(group.place.path), { as: "owner" }), [id]);
		expectIds(await send("GET", byPath(subgroup.place.path), { as: "owner" }), [inner.id]);
	});

	it("accepts the path of a group in any letter case", async () => {
		const { id } = await create(group, plain);
		const path = group.place.path.toUpperCase();
		expectIds(await send("GET", `/groups/${path}/deploy_tokens`, { as: "owner" }), [id]);
	});

	for (const as of ["anon", "owner"] as const)
		it(`responds with 404 for a group that does not exist (${as})`, async () => {
			expectResponse(await send("GET", "/groups/999999999/deploy_tokens", { as }), 404, groupNotFound);
			expectResponse(await send("GET", "/groups/-7/deploy_tokens", { as }), 404, groupNotFound);
			expectResponse(await send("GET", "/groups/no%2Fsuch/deploy_tokens", { as }), 404, groupNotFound);
		});

	for (const owner of owners)
		it(`${owner.kind}: returns an empty array for an empty list`, async () => {
			expect(read<unknown[]>(await owner.list())).to.deep.equal([]);
		});
});
