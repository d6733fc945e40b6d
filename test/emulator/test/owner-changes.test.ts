import { expect } from "chai";
import { type RunningEmulator, startEmulator } from "../src/index";

const fixture = {
	users: [{ username: "root", admin: true, accessTokens: [{ token: "glpat-root", scopes: ["api"] }] }],
	groups: [
		{ id: 7, path: "grp" },
		{ id: 8, path: "grp/sub" },
	],
	projects: [
		{ id: 5, path: "grp/proj" },
		{ id: 6, path: "grp/sub/other" },
	],
};

describe("the control of projects, groups and backups", () => {
	let emulator: RunningEmulator;

	before(async () => {
		emulator = await startEmulator({ fixture });
	});
	beforeEach(async () => {
		await control("POST", "reset");
	});
	after(() => emulator.close());

	async function control(method: string, path: string, body?: object): Promise<number> {
		const text = body === undefined ? null : JSON.stringify(body);
		const { status } = await fetch(`${emulator.url}/-/emulator/${path}`, { method, body: text });
		return status;
	}

	async function api(path: string, method = "GET", body?: object) {
		const response = await fetch(`${emulator.url}/api/v4/${path}`, {
			method,
			headers: { "private-token": "glpat-root", "content-type": "application/json" },
			body: body === undefined ? null : JSON.stringify(body),
		});
		return { status: response.status, body: await response.json().catch(() => undefined) };
	}

	const make = (owner: string) =>
		api(`${owner}/deploy_tokens`, "POST", { name: "ci", scopes: ["read_registry"] }).then(
			({ body }) => body.id,
		);
	const tokens = (owner: string) =>
		api(`${owner}/deploy_tokens`).then(({ body }) => body.map(({ id }: { id: number }) => id));

	it("moves a project, keeps its tokens, and redirects from its old path", async () => {
		const id = await make("projects/5");
		expect(await control("POST", "projects/5", { path: "grp/sub/moved" })).to.equal(204);
		expect((await api("projects/grp%2Fsub%2Fmoved")).body.id).to.equal(5);
		expect((await api("projects/grp%2Fproj")).body.id).to.equal(5);
		expect(await tokens("projects/5")).to.deep.equal([id]);
	});

	it("creates a new project under the path of one that moved", async () => {
		await make("projects/5");
		await control("POST", "projects/5", { path: "grp/proj-deletion_scheduled-5" });
		expect(await control("POST", "projects", { id: 50, path: "grp/proj" })).to.equal(204);
		expect((await api("projects/grp%2Fproj")).body.id).to.equal(50);
		expect(await tokens("projects/50")).to.deep.equal([]);
		expect(await control("POST", "projects", { id: 51, path: "grp/proj" })).to.equal(400);
	});

	it("archives a project and a group, and marks them for deletion", async () => {
		await control("POST", "projects/5", { archived: true, markedForDeletionOn: "2031-01-01" });
		expect((await api("projects/5")).body).to.include({
			archived: true,
			marked_for_deletion_on: "2031-01-01",
		});
		await control("POST", "groups/8", { archived: true });
		expect((await api("groups/8")).body.archived).to.equal(true);
		expect(
			(await api("groups/8/deploy_tokens", "POST", { name: "x", scopes: ["read_registry"] })).status,
		).to.equal(403);
		await control("POST", "groups/8", { archived: false });
		expect((await api("groups/8")).body.archived).to.equal(false);
	});

	it("moves a group with everything below it", async () => {
		const id = await make("projects/6");
		expect(await control("POST", "groups/7", { path: "renamed" })).to.equal(204);
		expect((await api("groups/8")).body.full_path).to.equal("renamed/sub");
		expect((await api("projects/renamed%2Fsub%2Fother")).body.id).to.equal(6);
		expect((await api("projects/grp%2Fsub%2Fother")).body.id).to.equal(6);
		expect((await api("groups/grp")).status).to.equal(404);
		expect(await tokens("projects/6")).to.deep.equal([id]);
	});

	it("deletes a project with its tokens, whose IDs are not assigned again", async () => {
		const id = await make("projects/5");
		expect(await control("DELETE", "projects/5")).to.equal(204);
		expect((await api("projects/5")).status).to.equal(404);
		expect(await make("projects/6")).to.equal(id + 1);
	});

	it("hides a project", async () => {
		await control("POST", "projects/5", { hidden: true });
		expect((await api("projects/5")).status).to.equal(404);
	});

	it("assigns IDs again after a restore, and restores deleted tokens", async () => {
		const kept = await make("projects/5");
		const deleted = await make("projects/5");
		expect(await control("POST", "restore")).to.equal(409);
		expect(await control("POST", "backup")).to.equal(204);
		await api(`projects/5/deploy_tokens/${deleted}`, "DELETE");
		const later = await make("projects/6");
		expect(await control("POST", "restore")).to.equal(204);
		expect(await tokens("projects/5")).to.deep.equal([kept, deleted]);
		expect(await make("projects/6")).to.equal(later);
	});

	it("refuses a project or group that does not exist", async () => {
		expect(await control("POST", "projects/99", { archived: true })).to.equal(400);
		expect(await control("DELETE", "projects/99")).to.equal(400);
		expect(await control("POST", "groups/99", { archived: true })).to.equal(400);
		expect(await control("POST", "groups/7", { hidden: true })).to.equal(400);
		expect(await control("DELETE", "groups/7")).to.equal(405);
		expect(await control("POST", "projects/5", { path: "no/where" })).to.equal(400);
	});
});
