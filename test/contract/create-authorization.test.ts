import { expect } from "chai";
import { group, owners, plain, project } from "./deploy-token-routes";
import {
	create,
	expectRefused,
	forbidden,
	groupNotFound,
	ownerNotFound,
	projectNotFound,
	read,
} from "./expectations";
import { itNeeds, send, target, useTarget } from "./target";

describe("who may create a token", () => {
	useTarget();

	it("hides a private project from a caller without a credential", async () => {
		await expectRefused(() => project.create(plain, { as: "anon" }), 404, projectNotFound);
	});

	it("hides a private group from a caller without a credential", async () => {
		await expectRefused(() => group.create(plain, { as: "anon" }), 404, groupNotFound);
	});

	itNeeds("visibility", "forbids a caller without a credential to write to a public group", async () => {
		const request = () => send("POST", "/groups/71/deploy_tokens", { json: plain });
		await expectRefused(request, 403, forbidden);
	});

	itNeeds("callers", "forbids a developer of the project, and a maintainer of the group", async () => {
		await expectRefused(() => project.create(plain, { as: "dev" }), 403, forbidden);
		await expectRefused(() => group.create(plain, { as: "maint" }), 403, forbidden);
	});

	itNeeds("callers", "allows a maintainer of the project", async () => {
		for (const as of ["maint", "projmaint"] as const) read(await project.create(plain, { as }), 201);
	});

	it("allows an owner of the group", async () => {
		read(await group.create(plain, { as: "owner" }), 201);
	});

	for (const owner of owners)
		itNeeds("control", `${owner.kind}: allows an administrator who is not a member`, async () => {
			read(await owner.create(plain, { as: "admin" }), 201);
		});

	for (const [method, rest] of [
		["POST", ""],
		["DELETE", "/"],
	] as const)
		it(`refuses ${method} by an old path of the project`, async () => {
			const { id } = await create(project, plain);
			const old = `/projects/${encodeURIComponent(target().places.oldProjectPath)}/deploy_tokens`;
			const route = rest === "" ? old : `${old}/${id}`;
			await expectRefused(() => send(method, route, { as: project.writer, json: plain }), 405, {
				message: "Non GET methods are not allowed for moved projects",
			});
		});

	itNeeds("control", "reveals nothing by an old path to a caller who cannot see the project", async () => {
		const old = "/projects/old%2Fproj/deploy_tokens";
		for (const as of ["anon", "stranger"] as const) {
			await expectRefused(() => send("GET", old, { as }), 404, projectNotFound);
			await expectRefused(() => send("POST", old, { as, json: plain }), 404, projectNotFound);
		}
	});

	itNeeds("callers", "checks for a move before the role", async () => {
		const old = `/projects/${encodeURIComponent(target().places.oldProjectPath)}/deploy_tokens`;
		expect((await send("GET", old, { as: "dev" })).status).to.equal(301);
		expect((await send("POST", old, { as: "dev", json: plain })).status).to.equal(405);
	});

	for (const owner of owners)
		for (const id of ["bad_id", "999999999"])
			it(`${owner.kind}: responds with 404 for the owner ${id}`, async () => {
				const request = () =>
					send("POST", `/${owner.kind}s/${id}/deploy_tokens`, { as: "owner", json: plain });
				await expectRefused(request, 404, ownerNotFound(owner));
			});
});
