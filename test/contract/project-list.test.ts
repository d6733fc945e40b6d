import { expect } from "chai";
import { plain, project } from "./deploy-token-routes";
import {
	create,
	expectIds,
	expectResponse,
	forbidden,
	ids,
	ownerNotFound,
	projectNotFound,
	read,
	routeNotFound,
} from "./expectations";
import { control, itInWorld, itNeeds, send, target, useTarget } from "./target";
import { row, world } from "./world";

const ofProject = { project: "grp/proj" };
const mixed = world({
	deployTokens: [
		row(1, ofProject),
		row(2, ofProject, { revoked: true }),
		row(3, ofProject, { expiresAt: "2020-01-01" }),
		row(4, { project: "grp/other" }),
		row(5, { group: "grp" }),
	],
});

describe("GET /projects/:id/deploy_tokens", () => {
	useTarget();

	it("hides a private project from a caller without a credential", async () => {
		expectResponse(await project.list("", { as: "anon" }), 404, projectNotFound);
	});

	itNeeds("callers", "hides a private project from a stranger", async () => {
		expectResponse(await project.list("", { as: "stranger" }), 404, projectNotFound);
	});

	for (const path of ["open%2Fproj", "inner%2Fproj"])
		itNeeds("visibility", `forbids a stranger the list of ${path}, which it can see`, async () => {
			const response = await send("GET", `/projects/${path}/deploy_tokens`, { as: "stranger" });
			expectResponse(response, 403, forbidden);
		});

	itInWorld(
		mixed,
		"shows a maintainer the project's active, revoked and expired tokens, and no other project's",
		async () => {
			expectIds(await project.list("", { as: "maint" }), [1, 2, 3]);
		},
	);

	itInWorld(mixed, "shows only the active one with active=true", async () => {
		expectIds(await project.list("active=true", { as: "maint" }), [1]);
	});

	itInWorld(mixed, "shows all with an empty active", async () => {
		expectIds(await project.list("active="), [1, 2, 3]);
	});

	it("refuses active=foo", async () => {
		expectResponse(await project.list("active=foo"), 400, { error: "active is invalid" });
	});

	it("lists in the order of IDs, oldest first", async () => {
		const made: number[] = [];
		for (const name of ["c", "a", "b"]) made.push((await create(project, { ...plain, name })).id);
		expect(made).to.deep.equal([...made].sort((a, b) => a - b));
		expectIds(await project.list(), made);
	});

	it("ignores order_by, sort and keyset pagination", async () => {
		const made: number[] = [];
		for (const name of ["a", "b", "c"]) made.push((await create(project, { ...plain, name })).id);
		expectIds(await project.list("order_by=created_at&sort=desc&pagination=keyset&cursor=abc"), made);
	});

	itNeeds("control", "lists in the order of IDs, whatever the order of creation", async () => {
		const rows = [row(9, ofProject), row(2, ofProject), row(5, ofProject)];
		await control().reset(world({ deployTokens: rows }));
		expectIds(await project.list(), [2, 5, 9]);
	});

	it("accepts the full path instead of the ID", async () => {
		await create(project, plain);
		const byPath = `/projects/${encodeURIComponent(project.place.path)}/deploy_tokens`;
		const response = await send("GET", byPath, { as: project.writer });
		expectResponse(response, 200, read<object[]>(await project.list()));
		expect(ids(response)).to.have.length(1);
	});

	it("accepts the path in any letter case, without a redirect", async () => {
		const { id } = await create(project, plain);
		const byPath = `/projects/${encodeURIComponent(project.place.path.toUpperCase())}/deploy_tokens`;
		expectIds(await send("GET", byPath, { as: project.writer }), [id]);
	});

	it("does not route a path whose slash is not escaped", async () => {
		const response = await send("GET", `/projects/${project.place.path}/deploy_tokens`, {
			as: project.writer,
		});
		expectResponse(response, 404, routeNotFound);
	});

	for (const spelled of ["as it was", "in capitals"])
		it(`redirects a GET by an old path of the project, ${spelled}, to its ID`, async () => {
			const { oldProjectPath } = target().places;
			const path = spelled === "in capitals" ? oldProjectPath.toUpperCase() : oldProjectPath;
			const old = `/projects/${encodeURIComponent(path)}/deploy_tokens`;
			const response = await send("GET", old, { as: project.writer });
			const { location } = response.headers;
			expect(location).to.match(new RegExp(`/api/v4/projects/${project.place.id}/deploy_tokens$`));
			expectResponse(response, 301, `This resource has been moved permanently to ${location}`);
			expect(response.headers["content-type"] ?? "").not.to.contain("json");
		});

	for (const as of ["anon", "owner"] as const)
		it(`responds with 404 for a project that does not exist (${as})`, async () => {
			expectResponse(await send("GET", "/projects/999999999/deploy_tokens", { as }), 404, projectNotFound);
		});

	itNeeds("callers", "responds with 404 for a project that does not exist (stranger, admin)", async () => {
		for (const as of ["stranger", "admin"] as const)
			expectResponse(await send("GET", "/projects/999999999/deploy_tokens", { as }), 404, projectNotFound);
	});

	it("omits the tokens of the project's group", async () => {
		const { id } = await create(project, plain);
		await send("POST", `/groups/${target().places.group.id}/deploy_tokens`, { as: "owner", json: plain });
		expectIds(await project.list(), [id]);
	});

	it("treats a negative number as an ID that does not exist", async () => {
		expectResponse(
			await send("GET", "/projects/-5/deploy_tokens", { as: "owner" }),
			404,
			ownerNotFound(project),
		);
	});
});
