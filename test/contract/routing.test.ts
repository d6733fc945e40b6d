import { expect } from "chai";
import { group, owners, plain, project, subgroup } from "./deploy-token-routes";
import { exchange } from "./exchange";
import {
	create,
	expectIds,
	expectRefused,
	expectResponse,
	ownerNotFound,
	routeNotFound,
} from "./expectations";
import { control, itInWorld, itNeeds, send, target, useTarget } from "./target";
import { row, world } from "./world";

describe("routing", () => {
	useTarget();

	it("reports to every caller that API V3 is gone", async () => {
		const { origin, apiPath } = target();
		const body = { error: "API V3 is no longer supported. Use API V4 instead." };
		for (const method of ["GET", "POST"]) {
			const path = `${apiPath.replace(/v4$/, "v3")}/projects/5/deploy_tokens`;
			expectResponse(await exchange(origin, { method, path }), 410, body);
		}
	});

	for (const owner of owners) {
		for (const [method, rest] of [
			["PUT", ""],
			["PATCH", ""],
			["DELETE", ""],
			["PUT", "/1"],
			["PATCH", "/1"],
			["POST", "/1"],
			["POST", "/1/rotate"],
		] as const)
			it(`${owner.kind}: has no ${method} …/deploy_tokens${rest}`, async () => {
				await expectRefused(() => owner.send(method, rest, { json: plain }), 404, routeNotFound);
			});

		for (const path of ["grp/proj", "grp/sub"])
			it(`${owner.kind}: does not route ${path} with a plain slash`, async () => {
				const route = `/${owner.kind}s/${path}/deploy_tokens`;
				await expectRefused(() => send("GET", route, { as: "owner" }), 404, routeNotFound);
				await expectRefused(() => send("POST", route, { as: "owner", json: plain }), 404, routeNotFound);
				await expectRefused(() => send("DELETE", `${route}/1`, { as: "owner" }), 404, routeNotFound);
			});

		it(`${owner.kind}: accepts an escaped path on all four routes, also with a lower-case %2f`, async () => {
			const path = owner.kind === "project" ? project.place.path : subgroup.place.path;
			const escaped = path.replaceAll("/", "%2f");
			const route = `/${owner.kind}s/${escaped}/deploy_tokens`;
			const as = "owner";
			const response = await send("POST", route, { as, json: plain });
			expect(response.status).to.equal(201);
			const { id } = JSON.parse(response.text) as { id: number };
			expectIds(await send("GET", route, { as }), [id]);
			expect((await send("GET", `${route}/${id}`, { as })).status).to.equal(200);
			expectResponse(await send("DELETE", `${route}/${id}`, { as }), 204, "");
		});

		it(`${owner.kind}: responds to HEAD of a single token with the headers of GET and no body`, async () => {
			const { id } = await create(owner, plain);
			const got = await owner.get(id);
			const head = await owner.send("HEAD", `/${id}`);
			expectResponse(head, 200, "");
			expect(head.headers["content-type"]).to.equal(got.headers["content-type"]);
		});

		it(`${owner.kind}: refuses HEAD like GET`, async () => {
			const response = await owner.send("HEAD", "", { as: "anon" });
			expectResponse(response, 404, "");
		});
	}

	it("finds no project by its name alone, nor by a group's path", async () => {
		for (const name of ["proj", group.place.path])
			await expectRefused(
				() => send("GET", `/projects/${name}/deploy_tokens`, { as: "owner" }),
				404,
				ownerNotFound(project),
			);
	});

	it("finds no project by a group's path, and no group by a project's", async () => {
		const request = (kind: string, path: string) => () =>
			send("GET", `/${kind}/${encodeURIComponent(path)}/deploy_tokens`, { as: "owner" });
		await expectRefused(request("projects", subgroup.place.path), 404, ownerNotFound(project));
		await expectRefused(request("groups", project.place.path), 404, ownerNotFound(group));
	});

	itInWorld(
		world({ instance: { externalUrl: "https://gitlab.example.com" } }),
		"uses the scheme that a proxy reports in the links",
		async () => {
			const response = await project.list("", { headers: { "X-Forwarded-Proto": "https" } });
			expect(response.headers.link).to.contain(
				"<https://gitlab.example.com/api/v4/projects/5/deploy_tokens?",
			);
		},
	);

	itNeeds("control", "serves under a relative root, links included", async () => {
		const relativeRoot = "/gitlab";
		const instance = { relativeRoot };
		const rows = [row(1, { project: "grp/proj" })];
		await control().reset(world({ instance, deployTokens: rows }));
		const message = (path: string) => ({
			method: "GET",
			path,
			headers: { "PRIVATE-TOKEN": "glpat-of-maint" },
		});
		const path = `${relativeRoot}/api/v4/projects/5/deploy_tokens`;
		const response = await exchange(target().origin, message(path));
		expectIds(response, [1]);
		const links = `<http://gitlab.example.com:8929${path}?id=5&page=1&per_page=20>`;
		expect(response.headers.link).to.equal(`${links}; rel="first", ${links}; rel="last"`);
		const outside = await exchange(target().origin, message("/api/v4/projects/5/deploy_tokens"));
		expect(outside.status).to.equal(404);
	});
});
