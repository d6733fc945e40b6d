import { expect } from "chai";
import type { OwnerRef } from "../../../../provider/api/owner";
import {
	currentUsername,
	followMoves,
	getGroup,
	groupPages,
	projectPages,
	resolveOwner,
} from "../../../../provider/api/owners";
import { collect, itemsOf } from "../../../../provider/api/pagination";
import { failure } from "./errors-seen";
import { fakeClient, httpResponse } from "./fakes";

const moved = (to: string) =>
	httpResponse(301, `This resource has been moved permanently to ${to}`, { location: to });

describe("resolveOwner", () => {
	it("sends no request for an owner that is declared by ID", async () => {
		const { client, lines } = fakeClient(() => httpResponse(500));
		expect(await resolveOwner(client, { kind: "project", ref: 5 })).to.deep.equal({
			kind: "project",
			ref: 5,
		});
		expect(lines()).to.deep.equal([]);
	});

	it("sends one request for a path", async () => {
		for (const [owner, line] of [
			[{ kind: "project", ref: "grp/sub/proj" }, "GET /projects/grp%2Fsub%2Fproj"],
			[{ kind: "group", ref: "grp/sub" }, "GET /groups/grp%2Fsub?with_projects=false"],
		] as const) {
			const { client, lines } = fakeClient(() => httpResponse(200, { id: 42 }));
			expect(await resolveOwner(client, owner)).to.deep.equal({ kind: owner.kind, ref: 42 });
			expect(lines()).to.deep.equal([line]);
		}
	});

	it("resolves a moved project by the ID in GitLab's redirect, without following that", async () => {
		const { client, lines } = fakeClient(() => moved("https://other.example.com/api/v4/projects/5"));
		expect(await resolveOwner(client, { kind: "project", ref: "old/proj" })).to.deep.equal({
			kind: "project",
			ref: 5,
		});
		expect(lines()).to.deep.equal(["GET /projects/old%2Fproj"]);
	});

	for (const [name, reply, code] of [
		[
			"a group that was renamed",
			httpResponse(404, { message: "404 Group Not Found" }),
			"GITLAB_OWNER_NOT_VISIBLE",
		],
		["a redirect to somewhere else", moved("https://other.example.com/users/sign_in"), "GITLAB_REDIRECTED"],
		["a response without an ID", httpResponse(200, { name: "grp" }), "GITLAB_RESPONSE_UNREADABLE"],
		["an invalid ID", httpResponse(200, { id: 0 }), "GITLAB_RESPONSE_UNREADABLE"],
	] as const)
		it(`does not resolve ${name}`, async () => {
			await failure(resolveOwner(fakeClient(() => reply).client, { kind: "group", ref: "grp" }), code);
		});

	it("does not mistake a project's ID for a group's", async () => {
		const { client } = fakeClient(() => moved("https://gitlab.example.com/api/v4/projects/5"));
		await failure(resolveOwner(client, { kind: "group", ref: "old/grp" }), "GITLAB_REDIRECTED");
	});

	it("respects a deadline", async () => {
		const { client, clock } = fakeClient(() => httpResponse(200, { id: 42 }));
		const late = resolveOwner(client, { kind: "project", ref: "grp/proj" }, { atMs: clock.now() });
		await failure(late, "OPERATION_TIMEOUT");
	});
});

describe("followMoves", () => {
	const reading = (client: ReturnType<typeof fakeClient>["client"]) =>
		async function* (owner: OwnerRef) {
			const path = `/projects/${encodeURIComponent(owner.ref)}/deploy_tokens`;
			yield (await client.send({ method: "GET", path })).text;
		};

	it("continues with the ID where a project moved", async () => {
		const { client, lines } = fakeClient(({ path }) =>
			path.startsWith("/projects/5/")
				? httpResponse(200, "found")
				: moved("/api/v4/projects/5/deploy_tokens"),
		);
		expect(await collect(followMoves({ kind: "project", ref: "old/proj" }, reading(client)))).to.deep.equal([
			"found",
		]);
		expect(lines()).to.deep.equal([
			"GET /projects/old%2Fproj/deploy_tokens",
			"GET /projects/5/deploy_tokens",
		]);
	});

	it("reads once where nothing moved", async () => {
		const { client, lines } = fakeClient(() => httpResponse(200, "found"));
		expect(await collect(followMoves({ kind: "project", ref: "grp/proj" }, reading(client)))).to.deep.equal([
			"found",
		]);
		expect(lines()).to.have.length(1);
	});

	it("does not follow redirects in a circle", async () => {
		const { client, lines } = fakeClient(() => moved("/api/v4/projects/5/deploy_tokens"));
		await failure(
			collect(followMoves({ kind: "project", ref: "old/proj" }, reading(client))),
			"GITLAB_REDIRECTED",
		);
		expect(lines()).to.have.length(2);
	});

	it("passes on any other error", async () => {
		const { client } = fakeClient(() => httpResponse(403, { message: "403 Forbidden" }));
		await failure(
			collect(followMoves({ kind: "project", ref: "old/proj" }, reading(client))),
			"GITLAB_FORBIDDEN",
		);
	});
});

describe("projectPages", () => {
	const wire = { id: 5, name: "proj", path_with_namespace: "grp/proj", statistics: {} };

	it("lists a group's own projects, in order, without shared ones", async () => {
		const { client, lines } = fakeClient(() => httpResponse(200, [wire]));
		expect(await collect(itemsOf(projectPages(client, { group: "grp/sub" })))).to.deep.equal([
			{ id: 5, name: "proj", path_with_namespace: "grp/proj", archived: false, topics: [] },
		]);
		expect(lines()).to.deep.equal([
			"GET /groups/grp%2Fsub/projects?with_shared=false&order_by=id&sort=asc&per_page=100&page=1",
		]);
	});

	it("sends each filter", async () => {
		const { client, lines } = fakeClient(() => httpResponse(200, []));
		await collect(
			projectPages(client, {
				group: 7,
				includeSubgroups: true,
				topic: "web",
				archived: false,
				search: "a b",
			}),
		);
		expect(lines()).to.deep.equal([
			"GET /groups/7/projects?include_subgroups=true&with_shared=false&topic=web&archived=false&search=a b&order_by=id&sort=asc&per_page=100&page=1",
		]);
	});
});

describe("groupPages", () => {
	const wire = { id: 7, name: "grp", full_path: "grp" };
	for (const [name, filter, line] of [
		["all groups that the user is a member of", {}, "/groups?order_by=id&sort=asc&min_access_level=10"],
		[
			"all groups, also where descendants are requested",
			{ descendants: true },
			"/groups?order_by=id&sort=asc&min_access_level=10",
		],
		["direct sub-groups", { parent: 7 }, "/groups/7/subgroups?order_by=id&sort=asc"],
		[
			"all sub-groups",
			{ parent: "grp/sub", descendants: true },
			"/groups/grp%2Fsub/descendant_groups?order_by=id&sort=asc",
		],
	] as const)
		it(`lists ${name}`, async () => {
			const { client, lines } = fakeClient(() => httpResponse(200, [wire]));
			expect(await collect(itemsOf(groupPages(client, filter)))).to.deep.equal([
				{ ...wire, archived: false },
			]);
			expect(lines()).to.deep.equal([`GET ${line}&per_page=100&page=1`]);
		});
});

describe("getGroup", () => {
	it("requests one group, without its projects", async () => {
		const { client, lines } = fakeClient(() =>
			httpResponse(200, { id: 7, name: "sub", full_path: "grp/sub" }),
		);
		expect(await getGroup(client, "grp/sub")).to.include({ id: 7, full_path: "grp/sub" });
		expect(lines()).to.deep.equal(["GET /groups/grp%2Fsub?with_projects=false"]);
	});
});

describe("currentUsername", () => {
	it("requests the credential's user", async () => {
		const { client, lines } = fakeClient(() => httpResponse(200, { id: 1, username: "root" }));
		expect(await currentUsername(client)).to.equal("root");
		expect(lines()).to.deep.equal(["GET /user"]);
	});
});
