import { expect } from "chai";
import { group, otherProject, owners, plain, project, subgroup } from "./deploy-token-routes";
import {
	create,
	expectAnswer,
	expectIds,
	expectRefused,
	forbidden,
	ownerNotFound,
	shown,
	stored,
	tokenNotFound,
} from "./expectations";
import { control, needs, send, useTarget } from "./target";
import { row, world } from "./world";

describe("DELETE of a deploy token", () => {
	useTarget();

	for (const owner of owners) {
		it(`136. ${owner.kind}: answers 204 without a body and without a type`, async () => {
			const { id } = await create(owner, plain);
			const answer = await owner.remove(id);
			expectAnswer(answer, 204, "");
			expect(answer.headers).not.to.have.property("content-type");
			expect(answer.headers).not.to.have.property("transfer-encoding");
		});

		it(`137. ${owner.kind}: the token is gone from every read`, async () => {
			const kept = await create(owner, plain);
			const { id } = await create(owner, plain);
			expectAnswer(await owner.remove(id), 204, "");
			expectAnswer(await owner.get(id), 404, tokenNotFound);
			expectAnswer(await owner.list(), 200, [shown(kept)]);
			expect(await stored()).not.to.contain(`"id":${id},`);
		});

		it(`§6 ${owner.kind}: a second DELETE is 404`, async () => {
			const { id } = await create(owner, plain);
			expectAnswer(await owner.remove(id), 204, "");
			await expectRefused(() => owner.remove(id), 404, tokenNotFound);
		});

		for (const name of ["bad_id", "999999999", "bad%2Fid"])
			it(`${owner.kind === "project" ? 139 : 145}. ${owner.kind}: is 404 under ${name}`, async () => {
				const { id } = await create(owner, plain);
				const ask = () => send("DELETE", `/${owner.kind}s/${name}/deploy_tokens/${id}`, { as: "owner" });
				await expectRefused(ask, 404, ownerNotFound(owner));
			});

		for (const id of ["999999999", "0", "-1", "99999999999999999999"])
			it(`140. ${owner.kind}: is 404 for the token id ${id}`, async () => {
				await create(owner, plain);
				await expectRefused(() => owner.remove(id), 404, tokenNotFound);
			});

		it(
			`146. ${owner.kind}: takes away revoked and expired tokens`,
			needs("control", async () => {
				const where = owner.kind === "project" ? { project: "grp/proj" } : { group: "grp" };
				const rows = [row(1, where, { revoked: true }), row(2, where, { expiresAt: "2020-01-01" })];
				await control().reset(world({ deployTokens: rows }));
				for (const id of [1, 2]) expectAnswer(await owner.remove(id), 204, "");
				expectIds(await owner.list(), []);
			}),
		);

		it(`§6 ${owner.kind}: a caller without a credential is told that the private owner is not there`, async () => {
			const { id } = await create(owner, plain);
			await expectRefused(() => owner.remove(id, { as: "anon" }), 404, ownerNotFound(owner));
		});
	}

	it("142. a token of one owner survives a DELETE under another", async () => {
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

	it(
		"143. forbids developers and maintainers of a group, and the token survives",
		needs("callers", async () => {
			const { id } = await create(group, plain);
			for (const as of ["dev", "maint"] as const)
				await expectRefused(() => group.remove(id, { as }), 403, forbidden);
		}),
	);

	it(
		"143. forbids a caller without a credential to delete from a public group",
		needs("visibility", async () => {
			await control().reset(world({ deployTokens: [row(1, { group: "open" })] }));
			await expectRefused(() => send("DELETE", "/groups/71/deploy_tokens/1"), 403, forbidden);
		}),
	);

	it("148. never gives an id again (soft)", async () => {
		const first = await create(project, plain);
		const second = await create(group, plain);
		expectAnswer(await group.remove(second.id), 204, "");
		const third = await create(project, plain);
		expect(third.id).to.be.above(second.id);
		expectAnswer(await project.remove(third.id), 204, "");
		expectAnswer(await project.remove(first.id), 204, "");
		expect((await create(group, plain)).id).to.be.above(third.id);
	});
});
