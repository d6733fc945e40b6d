import { expect } from "chai";
import { plain, project } from "./deploy-token-routes";
import {
	create,
	expectAnswer,
	expectIds,
	forbidden,
	ids,
	ownerNotFound,
	projectNotFound,
	read,
	routeNotFound,
} from "./expectations";
import { control, needs, send, target, useTarget } from "./target";
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

	it("8. hides a private project from a caller without a credential", async () => {
		expectAnswer(await project.list("", { as: "anon" }), 404, projectNotFound);
	});

	it(
		"10. hides a private project from a stranger",
		needs("callers", async () => {
			expectAnswer(await project.list("", { as: "stranger" }), 404, projectNotFound);
		}),
	);

	for (const path of ["open%2Fproj", "inner%2Fproj"])
		it(
			`11. forbids a stranger the list of ${path}, which it can see`,
			needs("visibility", async () => {
				const answer = await send("GET", `/projects/${path}/deploy_tokens`, { as: "stranger" });
				expectAnswer(answer, 403, forbidden);
			}),
		);

	it(
		"13. shows a maintainer the project's live, revoked and expired tokens, and no other project's",
		needs("control", async () => {
			await control().reset(mixed);
			expectIds(await project.list("", { as: "maint" }), [1, 2, 3]);
		}),
	);

	it(
		"14. shows only the live one with active=true",
		needs("control", async () => {
			await control().reset(mixed);
			expectIds(await project.list("active=true", { as: "maint" }), [1]);
		}),
	);

	it(
		"16. shows all with an empty active",
		needs("control", async () => {
			await control().reset(mixed);
			expectIds(await project.list("active="), [1, 2, 3]);
		}),
	);

	it("17. refuses active=foo", async () => {
		expectAnswer(await project.list("active=foo"), 400, { error: "active is invalid" });
	});

	it("19. lists in the order of ids, oldest first", async () => {
		const made: number[] = [];
		for (const name of ["c", "a", "b"]) made.push((await create(project, { ...plain, name })).id);
		expect(made).to.deep.equal([...made].sort((a, b) => a - b));
		expectIds(await project.list(), made);
	});

	it("20. ignores order_by, sort and keyset pagination", async () => {
		const made: number[] = [];
		for (const name of ["a", "b", "c"]) made.push((await create(project, { ...plain, name })).id);
		expectIds(await project.list("order_by=created_at&sort=desc&pagination=keyset&cursor=abc"), made);
	});

	it(
		"§5 lists in the order of ids, whatever the order in which they came",
		needs("control", async () => {
			const rows = [row(9, ofProject), row(2, ofProject), row(5, ofProject)];
			await control().reset(world({ deployTokens: rows }));
			expectIds(await project.list(), [2, 5, 9]);
		}),
	);

	it("22. takes the full path instead of the number", async () => {
		await create(project, plain);
		const byPath = `/projects/${encodeURIComponent(project.place.path)}/deploy_tokens`;
		const answer = await send("GET", byPath, { as: project.writer });
		expectAnswer(answer, 200, read<object[]>(await project.list()));
		expect(ids(answer)).to.have.length(1);
	});

	it("23. takes the path in any case, and does not call it moved", async () => {
		const { id } = await create(project, plain);
		const byPath = `/projects/${encodeURIComponent(project.place.path.toUpperCase())}/deploy_tokens`;
		expectIds(await send("GET", byPath, { as: project.writer }), [id]);
	});

	it("25. does not route a path whose slash is not escaped", async () => {
		const answer = await send("GET", `/projects/${project.place.path}/deploy_tokens`, {
			as: project.writer,
		});
		expectAnswer(answer, 404, routeNotFound);
	});

	for (const spelled of ["as it was", "in capitals"])
		it(`26. sends a GET by an old path of the project, ${spelled}, to its number`, async () => {
			const { oldProjectPath } = target().places;
			const path = spelled === "in capitals" ? oldProjectPath.toUpperCase() : oldProjectPath;
			const old = `/projects/${encodeURIComponent(path)}/deploy_tokens`;
			const answer = await send("GET", old, { as: project.writer });
			const { location } = answer.headers;
			expect(location).to.match(new RegExp(`/api/v4/projects/${project.place.id}/deploy_tokens$`));
			expectAnswer(answer, 301, `This resource has been moved permanently to ${location}`);
			expect(answer.headers["content-type"] ?? "").not.to.contain("json");
		});

	for (const as of ["anon", "owner"] as const)
		it(`28. answers 404 for a project that does not exist (${as})`, async () => {
			expectAnswer(await send("GET", "/projects/999999999/deploy_tokens", { as }), 404, projectNotFound);
		});

	it(
		"28. answers 404 for a project that does not exist (stranger, admin)",
		needs("callers", async () => {
			for (const as of ["stranger", "admin"] as const)
				expectAnswer(await send("GET", "/projects/999999999/deploy_tokens", { as }), 404, projectNotFound);
		}),
	);

	it("§5 leaves out the tokens of its group", async () => {
		const { id } = await create(project, plain);
		await send("POST", `/groups/${target().places.group.id}/deploy_tokens`, { as: "owner", json: plain });
		expectIds(await project.list(), [id]);
	});

	it("§8.1 takes a negative number as an id that does not exist", async () => {
		expectAnswer(
			await send("GET", "/projects/-5/deploy_tokens", { as: "owner" }),
			404,
			ownerNotFound(project),
		);
	});
});
