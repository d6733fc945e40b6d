import { expect } from "chai";
import { group, owners, plain, project, subgroup } from "./deploy-token-routes";
import { exchange } from "./exchange";
import { create, expectAnswer, expectIds, expectRefused, ownerNotFound, routeNotFound } from "./expectations";
import { control, needs, send, target, useTarget } from "./target";
import { row, world } from "./world";

describe("routing", () => {
	useTarget();

	it("169. says that API V3 is gone, whoever asks", async () => {
		const { origin, apiPath } = target();
		const body = { error: "API V3 is no longer supported. Use API V4 instead." };
		for (const method of ["GET", "POST"]) {
			const path = `${apiPath.replace(/v4$/, "v3")}/projects/5/deploy_tokens`;
			expectAnswer(await exchange(origin, { method, path }), 410, body);
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
			it(`§8 ${owner.kind}: has no ${method} …/deploy_tokens${rest} (soft)`, async () => {
				await expectRefused(() => owner.send(method, rest, { json: plain }), 404, routeNotFound);
			});

		for (const path of ["grp/proj", "grp/sub"])
			it(`§8.1 ${owner.kind}: does not route ${path} with a plain slash`, async () => {
				const route = `/${owner.kind}s/${path}/deploy_tokens`;
				await expectRefused(() => send("GET", route, { as: "owner" }), 404, routeNotFound);
				await expectRefused(() => send("POST", route, { as: "owner", json: plain }), 404, routeNotFound);
				await expectRefused(() => send("DELETE", `${route}/1`, { as: "owner" }), 404, routeNotFound);
			});

		it(`§8.1 ${owner.kind}: an escaped path works on all four routes, in lower case %2f too`, async () => {
			const path = owner.kind === "project" ? project.place.path : subgroup.place.path;
			const escaped = path.replaceAll("/", "%2f");
			const route = `/${owner.kind}s/${escaped}/deploy_tokens`;
			const as = "owner";
			const answer = await send("POST", route, { as, json: plain });
			expect(answer.status).to.equal(201);
			const { id } = JSON.parse(answer.text) as { id: number };
			expectIds(await send("GET", route, { as }), [id]);
			expect((await send("GET", `${route}/${id}`, { as })).status).to.equal(200);
			expectAnswer(await send("DELETE", `${route}/${id}`, { as }), 204, "");
		});

		it(`170. ${owner.kind}: HEAD of a single read has its headers and no body`, async () => {
			const { id } = await create(owner, plain);
			const got = await owner.get(id);
			const head = await owner.send("HEAD", `/${id}`);
			expectAnswer(head, 200, "");
			expect(head.headers["content-type"]).to.equal(got.headers["content-type"]);
		});

		it(`170. ${owner.kind}: HEAD is refused like GET`, async () => {
			const answer = await owner.send("HEAD", "", { as: "anon" });
			expectAnswer(answer, 404, "");
		});
	}

	it("§8.1 a project's name alone, and a group's path under projects, are no project", async () => {
		for (const name of ["proj", group.place.path])
			await expectRefused(
				() => send("GET", `/projects/${name}/deploy_tokens`, { as: "owner" }),
				404,
				ownerNotFound(project),
			);
	});

	it("§8.1 a group's path is no project, and a project's no group", async () => {
		const ask = (kind: string, path: string) => () =>
			send("GET", `/${kind}/${encodeURIComponent(path)}/deploy_tokens`, { as: "owner" });
		await expectRefused(ask("projects", subgroup.place.path), 404, ownerNotFound(project));
		await expectRefused(ask("groups", project.place.path), 404, ownerNotFound(group));
	});

	it(
		"§5 a proxy's word for the scheme counts in the links",
		needs("control", async () => {
			await control().reset(world({ instance: { externalUrl: "https://gitlab.example.com" } }));
			const answer = await project.list("", { headers: { "X-Forwarded-Proto": "https" } });
			expect(answer.headers.link).to.contain("<https://gitlab.example.com/api/v4/projects/5/deploy_tokens?");
		}),
	);

	it(
		"§1 serves under a relative root, links included",
		needs("control", async () => {
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
			const answer = await exchange(target().origin, message(path));
			expectIds(answer, [1]);
			const links = `<http://gitlab.example.com:8929${path}?id=5&page=1&per_page=20>`;
			expect(answer.headers.link).to.equal(`${links}; rel="first", ${links}; rel="last"`);
			const outside = await exchange(target().origin, message("/api/v4/projects/5/deploy_tokens"));
			expect(outside.status).to.equal(404);
		}),
	);
});
