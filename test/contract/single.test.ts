import { expect } from "chai";
import { group, otherProject, owners, plain, project, shownKeys, subgroup } from "./deploy-token-routes";
import {
	create,
	expectAnswer,
	forbidden,
	groupNotFound,
	ownerNotFound,
	projectNotFound,
	read,
	shown,
	tokenNotFound,
} from "./expectations";
import { control, needs, send, target, useTarget } from "./target";
import { row, world } from "./world";

const invalidId = { error: "token_id is invalid" };

describe("GET /projects/:id/deploy_tokens/:token_id", () => {
	useTarget();

	it(
		"43. forbids a developer",
		needs("callers", async () => {
			const { id } = await create(project, plain);
			expectAnswer(await project.get(id, { as: "dev" }), 403, forbidden);
		}),
	);

	it("44. shows a maintainer the token without its secret", async () => {
		const created = await create(project, { ...plain, username: "bot", expires_at: "2090-01-01" });
		const answer = await project.get(created.id);
		expectAnswer(answer, 200, shown(created));
		expect(Object.keys(read<object>(answer))).to.deep.equal(shownKeys);
		expect(answer.text).not.to.contain(created.token);
	});

	it(
		"47. does not find the token of another project, or of a group, under the project",
		needs("control", async () => {
			const elsewhere = await create(otherProject, plain);
			const ofGroup = await create(group, plain);
			for (const { id } of [elsewhere, ofGroup]) expectAnswer(await project.get(id), 404, tokenNotFound);
		}),
	);

	it("49. refuses a token id that is no number before it looks at the caller", async () => {
		expectAnswer(await project.get("abc", { as: "anon" }), 400, invalidId);
	});

	it("§7 hides a private project from a caller without a credential", async () => {
		const { id } = await create(project, plain);
		expectAnswer(await project.get(id, { as: "anon" }), 404, projectNotFound);
	});

	it("§8 answers 404 for a project that does not exist", async () => {
		for (const id of ["bad_id", "999999999", "bad%2Fid"])
			expectAnswer(
				await send("GET", `/projects/${id}/deploy_tokens/1`, { as: "owner" }),
				404,
				projectNotFound,
			);
	});

	it("§8.1 never takes a bare project name for a path", async () => {
		const { id } = await create(project, plain);
		const name = project.place.path.split("/").at(-1);
		const answer = await send("GET", `/projects/${name}/deploy_tokens/${id}`, { as: project.writer });
		expectAnswer(answer, 404, projectNotFound);
	});

	it("§8 sends a single read by an old path to the project's number", async () => {
		const { id } = await create(project, plain);
		const old = encodeURIComponent(target().places.oldProjectPath);
		const answer = await send("GET", `/projects/${old}/deploy_tokens/${id}`, { as: project.writer });
		expect(answer.headers.location).to.match(
			new RegExp(`/api/v4/projects/${project.place.id}/deploy_tokens/${id}$`),
		);
		expectAnswer(answer, 301, `This resource has been moved permanently to ${answer.headers.location}`);
	});
});

describe("GET /groups/:id/deploy_tokens/:token_id", () => {
	useTarget();

	it(
		"62. shows a maintainer the token without its secret",
		needs("callers", async () => {
			const created = await create(group, plain);
			const answer = await group.get(created.id, { as: "maint" });
			expectAnswer(answer, 200, shown(created));
			expect(answer.text).not.to.contain(created.token);
		}),
	);

	it("64. answers 404 for a group that does not exist", async () => {
		const { id } = await create(group, plain);
		const answer = await send("GET", `/groups/bad_id/deploy_tokens/${id}`, { as: "owner" });
		expectAnswer(answer, 404, groupNotFound);
	});

	it("65. answers 404 for a token id that does not exist", async () => {
		expectAnswer(await group.get(999_999_999), 404, tokenNotFound);
	});

	it("§6 does not find the token of a sub-group or of a project under the group", async () => {
		const inner = await create(subgroup, plain);
		const ofProject = await create(project, plain);
		const ofGroup = await create(group, plain);
		for (const { id } of [inner, ofProject]) expectAnswer(await group.get(id), 404, tokenNotFound);
		expectAnswer(await subgroup.get(ofGroup.id), 404, tokenNotFound);
	});
});

describe("a single read of either owner", () => {
	useTarget();

	for (const owner of owners) {
		it(`46. ${owner.kind}: answers 404 for a token id that does not exist`, async () => {
			expectAnswer(await owner.get(999_999_999), 404, tokenNotFound);
		});

		for (const id of ["0", "-1", "99999999999999999999", "9223372036854775808"])
			it(`50. ${owner.kind}: answers 404 for the token id ${id}`, async () => {
				expectAnswer(await owner.get(id), 404, tokenNotFound);
			});

		for (const id of ["abc", "123abc", "0x1", "%20"])
			it(`§8.1 ${owner.kind}: refuses the token id ${id}, whoever asks`, async () => {
				expectAnswer(await owner.get(id), 400, invalidId);
				expectAnswer(await owner.get(id, { as: "anon" }), 400, invalidId);
				expectAnswer(await owner.remove(id), 400, invalidId);
			});

		for (const suffix of [".json", ".5"])
			it(`§8.1 ${owner.kind}: takes ${suffix} after the token id for a format`, async () => {
				const created = await create(owner, plain);
				expectAnswer(await owner.get(`${created.id}${suffix}`), 200, shown(created));
				expectAnswer(await owner.remove(`${created.id}${suffix}`), 204, "");
			});

		it(
			`52. ${owner.kind}: shows an expired token, expired`,
			needs("control", async () => {
				const where = owner.kind === "project" ? { project: "grp/proj" } : { group: "grp" };
				await control().reset(
					world({ deployTokens: [row(3, where, { expiresAt: "2020-01-01", name: "gone" })] }),
				);
				expectAnswer(await owner.get(3), 200, {
					id: 3,
					name: "gone",
					username: "gitlab+deploy-token-3",
					expires_at: "2020-01-01T00:00:00.000Z",
					scopes: ["read_repository"],
					revoked: false,
					expired: true,
				});
			}),
		);

		it(
			`§6 ${owner.kind}: shows a revoked token, revoked`,
			needs("control", async () => {
				const created = await create(owner, plain);
				await control().revoke(created.id);
				expectAnswer(await owner.get(created.id), 200, { ...shown(created), revoked: true });
				expectAnswer(await owner.list(), 200, [{ ...shown(created), revoked: true }]);
				expectAnswer(await owner.list("active=true"), 200, []);
			}),
		);

		it(`§7 ${owner.kind}: hides a private owner from a caller without a credential`, async () => {
			const { id } = await create(owner, plain);
			expectAnswer(await owner.get(id, { as: "anon" }), 404, ownerNotFound(owner));
		});
	}
});
