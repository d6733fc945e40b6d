import { expect } from "chai";
import { type Emulator, startEmulator } from "../src/index";

const token = (name: string, more: object = {}) => ({
	token: `glpat-${name}-0000`,
	scopes: ["api"],
	...more,
});

const fixture = (impersonation: boolean) => ({
	instance: { impersonation },
	users: [
		{ id: 1, username: "root", admin: true, accessTokens: [token("root")] },
		{ id: 2, username: "maint", accessTokens: [token("maint", { type: "impersonation" })] },
		{ id: 3, username: "custom", accessTokens: [token("custom")] },
	],
	groups: [
		{
			id: 7,
			path: "grp",
			members: { maint: "maintainer", custom: { role: "guest", manageDeployTokens: true } },
		},
		{
			id: 8,
			path: "attic",
			archived: true,
			members: { custom: { role: "guest", manageDeployTokens: true } },
		},
	],
	projects: [
		{ id: 5, path: "grp/proj" },
		{ id: 6, path: "grp/deleted", hidden: true, visibility: "public" },
	],
});

describe("custom roles, hidden owners and impersonation tokens", () => {
	let emulator: Emulator;
	const start = async (impersonation = true) => {
		emulator = await startEmulator({ port: 0, fixture: fixture(impersonation) });
	};
	const call = (user: string, path: string, method = "GET") =>
		fetch(`${emulator.url}/api/v4${path}`, {
			method,
			headers: { "private-token": `glpat-${user}-0000`, "content-type": "application/json" },
			...(method === "POST" ? { body: JSON.stringify({ name: "n", scopes: ["read_registry"] }) } : {}),
		});
	afterEach(() => emulator.close());

	for (const owner of ["/projects/5", "/groups/7"])
		it(`allow a guest with manage_deploy_tokens to create, list and delete in ${owner}`, async () => {
			await start();
			const created = await call("custom", `${owner}/deploy_tokens`, "POST");
			expect(created.status).to.equal(201);
			const { id } = (await created.json()) as { id: number };
			expect((await call("custom", `${owner}/deploy_tokens`)).status).to.equal(200);
			expect((await call("custom", `${owner}/deploy_tokens/${id}`, "DELETE")).status).to.equal(204);
		});

	it("do not allow any role to create in an archived group", async () => {
		await start();
		expect((await call("custom", "/groups/8/deploy_tokens", "POST")).status).to.equal(403);
	});

	for (const user of ["root", "maint"])
		it(`hide a hidden project from ${user}`, async () => {
			await start();
			const response = await call(user, "/projects/6/deploy_tokens");
			expect(response.status).to.equal(404);
			expect(await response.json()).to.deep.equal({ message: "404 Project Not Found" });
		});

	it("authenticate with an impersonation token", async () => {
		await start();
		expect((await call("maint", "/projects/5/deploy_tokens")).status).to.equal(200);
	});

	it("refuse impersonation tokens where impersonation is disabled", async () => {
		await start(false);
		const response = await call("maint", "/projects/5/deploy_tokens");
		const description = "Token is an impersonation token but impersonation was disabled.";
		expect(response.status).to.equal(401);
		expect(await response.json()).to.deep.equal({ error: "invalid_token", error_description: description });
		expect(response.headers.get("www-authenticate")).to.contain(description);
	});
});
