import { expect } from "chai";
import { expectOutcome, resetWith, sendAll } from "./all-operations";
import { expectIds, expectResponse, forbidden, projectNotFound, read } from "./expectations";
import { itInWorld, itNeeds, send, useTarget } from "./target";
import { type FixtureGroup, type FixtureProject, row, type WorldChanges, world } from "./world";

describe("Admin Mode", () => {
	useTarget();
	const adminMode: WorldChanges = {
		instance: { adminMode: true },
		accessTokens: { admin: [{ token: "glpat-admin-mode", scopes: ["api", "admin_mode"] }] },
	};

	for (const [kind, path, outcome] of [
		["project", "grp/proj", "hidden"],
		["project", "inner/proj", "forbidden"],
		["project", "open/proj", "forbidden"],
		["group", "grp", "hidden"],
		["group", "inner", "forbidden"],
		["group", "open", "forbidden"],
	] as const) {
		itNeeds(
			"control",
			`treats an administrator's token without admin_mode as an ordinary user's on ${path} (${outcome})`,
			async () => {
				await resetWith(kind, path, adminMode);
				await expectOutcome(kind, outcome, () => sendAll(kind, path, "admin"));
			},
		);

		itNeeds("control", `allows writes to ${path} with admin_mode`, async () => {
			await resetWith(kind, path, adminMode);
			await expectOutcome(kind, "writes", () => sendAll(kind, path, "admin", "glpat-admin-mode"));
		});
	}

	itInWorld(world(adminMode), "requires admin_mode for the instance list too", async () => {
		expectResponse(await send("GET", "/deploy_tokens", { as: "admin" }), 403, forbidden);
		expectResponse(await send("GET", "/deploy_tokens", { token: "glpat-admin-mode" }), 200, []);
	});
});

describe("archived owners", () => {
	useTarget();

	itNeeds("control", "allow a project's tokens to be created and deleted", async () => {
		await resetWith("project", "grp/proj", { archived: ["grp/proj"] });
		await expectOutcome("project", "writes", () => sendAll("project", "grp/proj", "maint"));
	});

	for (const [title, archived, path] of [
		["an archived group", ["grp"], "grp"],
		["a group under an archived one", ["grp"], "grp/sub"],
		["an archived sub-group", ["grp/sub"], "grp/sub"],
	] as const)
		for (const caller of ["maint", "owner", "admin"] as const)
			itNeeds("control", `allow a ${caller} to read and forbid writes: ${title}`, async () => {
				await resetWith("group", path, { archived: [...archived] });
				await expectOutcome("group", "reads", () => sendAll("group", path, caller));
			});

	itNeeds("control", "do not restrict the group above", async () => {
		await resetWith("group", "grp", { archived: ["grp/sub"] });
		await expectOutcome("group", "writes", () => sendAll("group", "grp", "owner"));
	});
});

describe("hidden projects", () => {
	useTarget();
	const shut = { archived: false, members: { projowner: "owner" as const }, hidden: true };
	const projects: FixtureProject[] = [
		{ id: 90, path: "grp/shut", visibility: "private", previousPaths: ["grp/ajar"], ...shut },
		{ id: 91, path: "open/shut", visibility: "public", ...shut },
	];

	for (const { path } of projects)
		for (const caller of ["anon", "stranger", "maint", "owner", "projowner", "admin"] as const)
			itNeeds("control", `are invisible, even to the ${caller}: ${path}`, async () => {
				await resetWith("project", path, { projects });
				await expectOutcome("project", "hidden", () => sendAll("project", path, caller));
			});

	itInWorld(world({ projects }), "are invisible also by ID and by an old path", async () => {
		for (const id of ["90", "grp%2Fajar"])
			expectResponse(
				await send("GET", `/projects/${id}/deploy_tokens`, { as: "owner" }),
				404,
				projectNotFound,
			);
	});

	itInWorld(
		world({ projects, deployTokens: [row(3, { project: "grp/shut" })] }),
		"still have their tokens in the instance list",
		async () => {
			expectIds(await send("GET", "/deploy_tokens", { as: "admin" }), [3]);
		},
	);
});

describe("custom roles with manage_deploy_tokens", () => {
	useTarget();
	const custom = (role: "guest" | "reporter" | "developer" | "maintainer") => ({
		role,
		manageDeployTokens: true,
	});
	const place = { visibility: "private" as const, archived: false };
	const groups = (role: Parameters<typeof custom>[0]): FixtureGroup[] => [
		{ id: 90, path: "roles", ...place, members: { stranger: custom(role) } },
		{ id: 91, path: "roles/inner", ...place, members: {} },
	];
	const projects: FixtureProject[] = [{ id: 92, path: "roles/inner/proj", ...place, members: {} }];

	for (const role of ["guest", "reporter", "developer", "maintainer"] as const)
		for (const [kind, path] of [
			["group", "roles"],
			["group", "roles/inner"],
			["project", "roles/inner/proj"],
		] as const)
			itNeeds(
				"control",
				`allow writes to the ${kind} ${path} when based on ${role} of the group`,
				async () => {
					await resetWith(kind, path, { groups: groups(role), projects });
					await expectOutcome(kind, "writes", () => sendAll(kind, path, "stranger"));
				},
			);

	itNeeds("control", "of a project allow writes to that project only", async () => {
		const outer = [{ id: 90, path: "roles", ...place, members: {} }];
		const inner = [
			{ id: 92, path: "roles/proj", ...place, members: { stranger: custom("guest") } },
			{ id: 93, path: "roles/other", ...place, members: {} },
		];
		for (const [kind, path, outcome] of [
			["project", "roles/proj", "writes"],
			["project", "roles/other", "hidden"],
			["group", "roles", "forbidden"],
		] as const) {
			await resetWith(kind, path, { groups: outer, projects: inner });
			await expectOutcome(kind, outcome, () => sendAll(kind, path, "stranger"));
		}
	});

	itNeeds("control", "change nothing without that ability, and never allow the instance list", async () => {
		const plainRole = { role: "developer" as const, manageDeployTokens: false };
		const members = { stranger: plainRole, dev: custom("guest") };
		await resetWith("group", "roles", { groups: [{ id: 90, path: "roles", ...place, members }] });
		await expectOutcome("group", "forbidden", () => sendAll("group", "roles", "stranger"));
		expectResponse(await send("GET", "/deploy_tokens", { as: "dev" }), 403, forbidden);
	});

	itNeeds("control", "do not allow writes to an archived group", async () => {
		await resetWith("group", "roles", { groups: groups("maintainer"), projects, archived: ["roles"] });
		await expectOutcome("group", "reads", () => sendAll("group", "roles", "stranger"));
	});
});

describe("impersonation tokens", () => {
	useTarget();
	const accessTokens = { maint: [{ token: "glpat-impersonation", type: "impersonation" as const }] };
	const description = "Token is an impersonation token but impersonation was disabled.";

	itNeeds("control", "are refused with OAuth errors when the instance does not allow them", async () => {
		await resetWith("project", "grp/proj", { accessTokens, instance: { impersonation: false } });
		for (const headers of [
			{ "PRIVATE-TOKEN": "glpat-impersonation" },
			{ Authorization: "Bearer glpat-impersonation" },
		] as Record<string, string>[])
			for (const route of ["/projects/5/deploy_tokens", "/groups/999/deploy_tokens", "/deploy_tokens"]) {
				const response = await send("GET", route, { headers });
				expectResponse(response, 401, { error: "invalid_token", error_description: description });
				expect(response.headers["www-authenticate"]).to.equal(
					`Bearer realm="Protected by OAuth 2.0", error="invalid_token", error_description="${description}"`,
				);
			}
		expect(read<unknown[]>(await send("GET", "/projects/5/deploy_tokens", { as: "maint" }))).to.have.length(
			1,
		);
	});

	itNeeds("control", "are accepted when it does", async () => {
		await resetWith("project", "grp/proj", { accessTokens });
		const request = () => sendAll("project", "grp/proj", "maint", "glpat-impersonation");
		await expectOutcome("project", "writes", request);
	});
});
