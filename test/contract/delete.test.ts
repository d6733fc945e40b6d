import { expect } from "chai";
import { group, otherProject, owners, plain, project, subgroup } from "./deploy-token-routes";
import {
	create,
	expectIds,
	expectRefused,
	expectResponse,
	forbidden,
	ownerNotFound,
	shown,
	stored,
	tokenNotFound,
} from "./expectations";
import { control, itNeeds, send, useTarget } from "./target";
import { row, world } from "./world";

describe("DELETE of a deploy token", () => {
	useTarget();

	for (const owner of owners) {
		it(`${owner.kind}: responds with 204, without a body or content type`, async () => {
			const { id } = await create(owner, plain);
			const response = await owner.remove(id);
			expectResponse(response, 204, "");
			expect(response.headers).not.to.have.property("content-type");
			expect(response.headers).not.to.have.property("transfer-encoding");
		});

		it(`${owner.kind}: removes the token from every read`, async () => {
			const kept = await create(owner, plain);
			const { id } = await create(owner, plain);
			expectResponse(await owner.remove(id), 204, "");
			expectResponse(await owner.get(id), 404, tokenNotFound);
			expectResponse(await owner.list(), 200, [shown(kept)]);
			expect(await stored()).not.to.contain(`"id":${id},`);
		});

		it(`${owner.kind}: responds with 404 to a second DELETE`, async () => {
			const { id } = await create(owner, plain);
			expectResponse(await owner.remove(id), 204, "");
			await expectRefused(() => owner.remove(id), 404, tokenNotFound);
		});

		for (const name of ["bad_id", "999999999", "bad%2Fid"])
			it(`${owner.kind}: responds with 404 under ${name}`, async () => {
				const { id } = await create(owner, plain);
				const request = () => send("DELETE", `/${owner.kind}s/${name}/deploy_tokens/${id}`, { as: "owner" });
				await expectRefused(request, 404, ownerNotFound(owner));
			});

		for (const id of ["999999999", "0", "-1", "99999999999999999999"])
			it(`${owner.kind}: responds with 404 for the token ID ${id}`, async () => {
				await create(owner, plain);
				await expectRefused(() => owner.remove(id), 404, tokenNotFound);
			});

		itNeeds("control", `${owner.kind}: deletes revoked and expired tokens`, async () => {
			const where = owner.kind === "project" ? { project: "grp/proj" } : { group: "grp" };
			const rows = [row(1, where, { revoked: true }), row(2, where, { expiresAt: "2020-01-01" })];
			await control().reset(world({ deployTokens: rows }));
			for (const id of [1, 2]) expectResponse(await owner.remove(id), 204, "");
			expectIds(await owner.list(), []);
		});

		it(`${owner.kind}: responds to a caller without a credential that the private owner does not exist`, async () => {
			const { id } = await create(owner, plain);
			await expectRefused(() => owner.remove(id, { as: "anon" }), 404, ownerNotFound(owner));
		});
	}

	it("does not delete a token of another owner", async () => {
		const ofProject = await create(project, plain);
		const ofGroup = await create(group, plain);
		for (const [elsewhere, id] of [
			[group, ofProject.id],
			[otherProject, ofProject.id],
			[project, ofGroup.id],
			[subgroup, ofGroup.id],
		] as const)
			await expectRefused(() => elsewhere.remove(id, { as: "owner" }), 404, tokenNotFound);
		expectIds(await project.list(), [ofProject.id]);
		expectIds(await group.list(), [ofGroup.id]);
	});

	itNeeds("callers", "forbids developers and maintainers of a group, and keeps the token", async () => {
		const { id } = await create(group, plain);
		for (const as of ["dev", "maint"] as const)
			await expectRefused(() => group.remove(id, { as }), 403, forbidden);
	});

	itNeeds("visibility", "forbids a caller without a credential to delete from a public group", async () => {
		await control().reset(world({ deployTokens: [row(1, { group: "open" })] }));
		await expectRefused(() => send("DELETE", "/groups/71/deploy_tokens/1"), 403, forbidden);
	});

	it("never assigns an ID again", async () => {
		const first = await create(project, plain);
		const second = await create(group, plain);
		expectResponse(await group.remove(second.id), 204, "");
		const third = await create(project, plain);
		expect(third.id).to.be.above(second.id);
		expectResponse(await project.remove(third.id), 204, "");
		expectResponse(await project.remove(first.id), 204, "");
		expect((await create(group, plain)).id).to.be.above(third.id);
	});
});
