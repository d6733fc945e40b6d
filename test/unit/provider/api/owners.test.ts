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
import { answer, fakeClient } from "./fakes";

const moved = (to: string) =>
	answer(301, `This resource has been moved permanently to ${to}`, { location: to });

describe("resolveOwner", () => {
	it("asks nobody for an owner that is a number", async () => {
		const { client, lines } = fakeClient(() => answer(500));
		expect(await resolveOwner(client, { kind: "project", ref: 5 })).to.deep.equal({
			kind: "project",
			ref: 5,
		});
		expect(lines()).to.deep.equal([]);
	});

	it("asks once for a path", async () => {
		for (const [owner, line] of [
			[{ kind: "project", ref: "grp/sub/proj" }, "GET /projects/grp%2Fsub%2Fproj"],
			[{ kind: "group", ref: "grp/sub" }, "GET /groups/grp%2Fsub?with_projects=false"],
		] as const) {
			const { client, lines } = fakeClient(() => answer(200, { id: 42 }));
			expect(await resolveOwner(client, owner)).to.deep.equal({ kind: owner.kind, ref: 42 });
			expect(lines()).to.deep.equal([line]);
		}
	});

	it("follows a project that moved, by the number in GitLab's redirect and without going there", async () => {
		const { client, lines } = fakeClient(() => moved("https://other.example.com/api/v4/projects/5"));
		expect(await resolveOwner(client, { kind: "project", ref: "old/proj" })).to.deep.equal({
			kind: "project",
			ref: 5,
		});
		expect(lines()).to.deep.equal(["GET /projects/old%2Fproj"]);
	});

	for (const [name, reply, code] of [
		["a group that was renamed", answer(404, { message: "404 Group Not Found" }), "GITLAB_OWNER_NOT_VISIBLE"],
		["a redirect to somewhere else", moved("https://other.example.com/users/sign_in"), "GITLAB_REDIRECTED"],
		["an answer without a number", answer(200, { name: "grp" }), "GITLAB_ANSWER_UNREADABLE"],
		["a number that is none", answer(200, { id: 0 }), "GITLAB_ANSWER_UNREADABLE"],
	] as const)
		it(`does not resolve ${name}`, async () => {
			await failure(resolveOwner(fakeClient(() => reply).client, { kind: "group", ref: "grp" }), code);
		});

	it("does not take a project's number for a group's", async () => {
		const { client } = fakeClient(() => moved("https://gitlab.example.com/api/v4/projects/5"));
		await failure(resolveOwner(client, { kind: "group", ref: "old/grp" }), "GITLAB_REDIRECTED");
	});

	it("keeps to a deadline", async () => {
		const { client, clock } = fakeClient(() => answer(200, { id: 42 }));
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

	it("reads on by the number where a project moved", async () => {
		const { client, lines } = fakeClient(({ path }) =>
			path.startsWith("/projects/5/") ? answer(200, "found") : moved("/api/v4/projects/5/deploy_tokens"),
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
		const { client, lines } = fakeClient(() => answer(200, "found"));
		expect(await collect(followMoves({ kind: "project", ref: "grp/proj" }, reading(client)))).to.deep.equal([
			"found",
		]);
		expect(lines()).to.have.length(1);
	});

	it("does not go round in circles", async () => {
		const { client, lines } = fakeClient(() => moved("/api/v4/projects/5/deploy_tokens"));
		await failure(
			collect(followMoves({ kind: "project", ref: "old/proj" }, reading(client))),
			"GITLAB_REDIRECTED",
		);
		expect(lines()).to.have.length(2);
	});

	it("lets any other fault through", async () => {
		const { client } = fakeClient(() => answer(403, { message: "403 Forbidden" }));
		await failure(
			collect(followMoves({ kind: "project", ref: "old/proj" }, reading(client))),
			"GITLAB_FORBIDDEN",
		);
	});
});

describe("projectPages", () => {
	const wire = { id: 5, name: "proj", path_with_namespace: "grp/proj", statistics: {} };

	it("asks for a group's own projects, in order, without shared ones", async () => {
		const { client, lines } = fakeClient(() => answer(200, [wire]));
		expect(await collect(itemsOf(projectPages(client, { group: "grp/sub" })))).to.deep.equal([
			{ id: 5, name: "proj", path_with_namespace: "grp/proj", archived: false, topics: [] },
		]);
		expect(lines()).to.deep.equal([
			"GET /groups/grp%2Fsub/projects?with_shared=false&order_by=id&sort=asc&per_page=100&page=1",
		]);
	});

	it("narrows the list as told", async () => {
		const { client, lines } = fakeClient(() => answer(200, []));
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
		["all that the user is a member of", {}, "/groups?order_by=id&sort=asc&min_access_level=10"],
		[
			"all, also where descendants are asked for",
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
		it(`asks for ${name}`, async () => {
			const { client, lines } = fakeClient(() => answer(200, [wire]));
			expect(await collect(itemsOf(groupPages(client, filter)))).to.deep.equal([
				{ ...wire, archived: false },
			]);
			expect(lines()).to.deep.equal([`GET ${line}&per_page=100&page=1`]);
		});
});

describe("getGroup", () => {
	it("asks for one group, without its projects", async () => {
		const { client, lines } = fakeClient(() => answer(200, { id: 7, name: "sub", full_path: "grp/sub" }));
		expect(await getGroup(client, "grp/sub")).to.include({ id: 7, full_path: "grp/sub" });
		expect(lines()).to.deep.equal(["GET /groups/grp%2Fsub?with_projects=false"]);
	});
});

describe("currentUsername", () => {
	it("asks whose the credential is", async () => {
		const { client, lines } = fakeClient(() => answer(200, { id: 1, username: "root" }));
		expect(await currentUsername(client)).to.equal("root");
		expect(lines()).to.deep.equal(["GET /user"]);
	});
});
