import { expect } from "chai";
import { plain, project } from "./deploy-token-routes";
import { create, expectResponse, groupNotFound, projectNotFound, read, unauthorized } from "./expectations";
import { control, describeEmulator, send, useTarget } from "./target";
import { type FixtureProject, world } from "./world";

const withTopics: FixtureProject[] = [
	{ id: 20, path: "grp/web", visibility: "private", archived: false, members: {}, topics: ["web", "node"] },
	{ id: 21, path: "grp/sub/api", visibility: "private", archived: true, members: {}, topics: ["web"] },
	{ id: 22, path: "grp/sub/deeper/core", visibility: "public", archived: false, members: {}, topics: [] },
];
const deeper = {
	id: 30,
	path: "grp/sub/deeper",
	visibility: "private" as const,
	archived: false,
	members: {},
};
const tree = world({ projects: withTopics, groups: [deeper] });

interface Named {
	id: number;
}

async function listed(
	route: string,
	as: "owner" | "stranger" | "anon" | "admin" = "owner",
): Promise<number[]> {
	return read<Named[]>(await send("GET", route, { as })).map(({ id }) => id);
}

describeEmulator("the read routes beside the deploy tokens", () => {
	useTarget();
	beforeEach(() => control().reset(tree));

	for (const route of ["/version", "/metadata"]) {
		it(`GET ${route} returns the version to every user with a token`, async () => {
			const body = read<{ version: string; revision: string }>(await send("GET", route, { as: "stranger" }));
			expect(body.version).to.equal("19.1.0");
			expect(body.revision).to.be.a("string");
		});

		it(`GET ${route} requires a token`, async () => {
			expectResponse(await send("GET", route), 401, unauthorized);
		});
	}

	it("GET /user names the token's user", async () => {
		const user = read<object>(await send("GET", "/user", { as: "maint" }));
		expect(user).to.include({ id: 5, username: "maint" });
		expectResponse(await send("GET", "/user"), 401, unauthorized);
		expectResponse(await send("GET", "/user", { token: "glpat-unknown" }), 401, unauthorized);
	});

	it("GET /personal_access_tokens/self describes the token, and does not show it", async () => {
		const response = await send("GET", "/personal_access_tokens/self", { as: "maint" });
		const self = read<{ scopes: string[] }>(response);
		expect(self).to.include({ user_id: 5, revoked: false, active: true, expires_at: null });
		expect(self.scopes).to.deep.equal(["api"]);
		expect(response.text).not.to.contain("glpat-");
		expectResponse(await send("GET", "/personal_access_tokens/self"), 401, unauthorized);
	});

	for (const id of ["20", "grp%2Fweb", "GRP%2FWeb"])
		it(`GET /projects/${id} shows the project`, async () => {
			const shown = read<{ topics: string[] }>(await send("GET", `/projects/${id}`, { as: "owner" }));
			expect(shown).to.include({
				id: 20,
				path: "web",
				path_with_namespace: "grp/web",
				visibility: "private",
				archived: false,
			});
			expect(shown.topics).to.have.members(["web", "node"]);
		});

	it("GET /projects/:id hides invisible projects, and redirects after a rename", async () => {
		for (const as of ["anon", "stranger"] as const)
			expectResponse(await send("GET", "/projects/20", { as }), 404, projectNotFound);
		expect(read(await send("GET", "/projects/22", { as: "anon" })).id).to.equal(22);
		expectResponse(await send("GET", "/projects/proj", { as: "owner" }), 404, projectNotFound);
		const moved = await send("GET", "/projects/old%2Fproj", { as: "owner" });
		expect(moved.status).to.equal(301);
		expect(moved.headers.location).to.match(/\/api\/v4\/projects\/5$/);
	});

	for (const id of ["8", "grp%2Fsub"])
		it(`GET /groups/${id} shows the group`, async () => {
			expect(read<object>(await send("GET", `/groups/${id}`, { as: "owner" }))).to.include({
				id: 8,
				path: "sub",
				full_path: "grp/sub",
				parent_id: 7,
				visibility: "private",
			});
		});

	it("GET /groups/:id hides invisible groups", async () => {
		for (const as of ["anon", "stranger"] as const)
			expectResponse(await send("GET", "/groups/8", { as }), 404, groupNotFound);
		expect(read(await send("GET", "/groups/71", { as: "anon" })).id).to.equal(71);
		expect(read<object>(await send("GET", "/groups/7", { as: "owner" }))).to.include({ parent_id: null });
	});

	it("GET /groups/:id/projects lists the group's own projects, or those of its sub-groups too", async () => {
		expect((await listed("/groups/7/projects")).sort()).to.deep.equal([20, 5, 6]);
		const all = await listed("/groups/7/projects?include_subgroups=true");
		expect(all.sort((a, b) => a - b)).to.deep.equal([5, 6, 10, 20, 21, 22]);
	});

	for (const [query, expected] of [
		["topic=web", [20, 21]],
		["topic=web&archived=false", [20]],
		["archived=true", [21]],
		["archived=false", [5, 6, 10, 20, 22]],
		["search=api", [21]],
		["search=nothing", []],
		["topic=none", []],
	] as const)
		it(`GET /groups/:id/projects filters by ${query}`, async () => {
			const all = await listed(`/groups/7/projects?include_subgroups=true&${query}`);
			expect(all.sort((a, b) => a - b)).to.deep.equal([...expected]);
		});

	it("GET /groups/:id/subgroups lists the children, descendant_groups all groups below", async () => {
		expect(await listed("/groups/7/subgroups")).to.deep.equal([8]);
		expect((await listed("/groups/7/descendant_groups")).sort((a, b) => a - b)).to.deep.equal([8, 30]);
		expect(await listed("/groups/30/subgroups")).to.deep.equal([]);
	});

	it("GET /projects and /groups list what the caller sees", async () => {
		const projects = await listed("/projects?per_page=100");
		expect(projects.sort((a, b) => a - b)).to.deep.equal([5, 6, 10, 20, 21, 22, 50, 51]);
		expect((await listed("/projects?per_page=100", "anon")).sort((a, b) => a - b)).to.deep.equal([22, 51]);
		const groups = await listed("/groups?per_page=100", "admin");
		expect(groups.sort((a, b) => a - b)).to.deep.equal([7, 8, 9, 30, 70, 71]);
		expect(await listed("/groups?per_page=100", "anon")).to.deep.equal([71]);
	});

	for (const route of ["/projects", "/groups/7/projects?include_subgroups=true", "/groups"])
		it(`GET ${route} is paginated`, async () => {
			const joint = route.includes("?") ? "&" : "?";
			const all = await listed(`${route}${joint}per_page=100`);
			const first = await send("GET", `${route}${joint}per_page=2`, { as: "owner" });
			expect(first.headers).to.include({ "x-per-page": "2", "x-next-page": "2" });
			expect(first.headers["x-total"]).to.equal(String(all.length));
			const paged: number[] = [];
			for (let page = 1; page <= Math.ceil(all.length / 2); page++)
				paged.push(...(await listed(`${route}${joint}per_page=2&page=${page}`)));
			expect(paged).to.deep.equal(all);
		});

	it("DELETE /admin/token revokes a deploy token by its secret, as an administrator may", async () => {
		const { id, token } = await create(project, plain);
		const refused = await send("DELETE", "/admin/token", { as: "owner", json: { token } });
		expect(refused.status).to.equal(403);
		expect(read(await project.get(id)).revoked).to.equal(false);
		expectResponse(await send("DELETE", "/admin/token", { as: "admin", json: { token } }), 204, "");
		expect(read(await project.get(id)).revoked).to.equal(true);
		const unknown = await send("DELETE", "/admin/token", { as: "admin", json: { token: "gldt-unknown" } });
		expect(unknown.status).to.be.within(400, 499);
		expect(unknown.text).not.to.contain("gldt-unknown");
	});
});
