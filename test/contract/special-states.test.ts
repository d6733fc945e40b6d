import { expect } from "chai";
import { askAll, expectOutcome, resetWith } from "./all-operations";
import { expectAnswer, expectIds, forbidden, projectNotFound, read } from "./expectations";
import { control, needs, send, useTarget } from "./target";
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
		it(
			`§7 an administrator's token without admin_mode is an ordinary user's on ${path} (${outcome})`,
			needs("control", async () => {
				await resetWith(kind, path, adminMode);
				await expectOutcome(kind, outcome, () => askAll(kind, path, "admin"));
			}),
		);

		it(
			`§7 with admin_mode it writes to ${path}`,
			needs("control", async () => {
				await resetWith(kind, path, adminMode);
				await expectOutcome(kind, "writes", () => askAll(kind, path, "admin", "glpat-admin-mode"));
			}),
		);
	}

	it(
		"§7 the instance list asks for admin_mode too",
		needs("control", async () => {
			await control().reset(world(adminMode));
			expectAnswer(await send("GET", "/deploy_tokens", { as: "admin" }), 403, forbidden);
			expectAnswer(await send("GET", "/deploy_tokens", { token: "glpat-admin-mode" }), 200, []);
		}),
	);
});

describe("archived owners", () => {
	useTarget();

	it(
		"74. an archived project still makes and deletes tokens",
		needs("control", async () => {
			await resetWith("project", "grp/proj", { archived: ["grp/proj"] });
			await expectOutcome("project", "writes", () => askAll("project", "grp/proj", "maint"));
		}),
	);

	for (const [title, archived, path] of [
		["an archived group", ["grp"], "grp"],
		["a group under an archived one", ["grp"], "grp/sub"],
		["an archived sub-group", ["grp/sub"], "grp/sub"],
	] as const)
		for (const caller of ["maint", "owner", "admin"] as const)
			it(
				`§7 ${title} lets a ${caller} read and forbids it to write`,
				needs("control", async () => {
					await resetWith("group", path, { archived: [...archived] });
					await expectOutcome("group", "reads", () => askAll("group", path, caller));
				}),
			);

	it(
		"§7 an archived sub-group does not close its parent",
		needs("control", async () => {
			await resetWith("group", "grp", { archived: ["grp/sub"] });
			await expectOutcome("group", "writes", () => askAll("group", "grp", "owner"));
		}),
	);
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
			it(
				`§7 nobody sees ${path}, not even the ${caller}`,
				needs("control", async () => {
					await resetWith("project", path, { projects });
					await expectOutcome("project", "hidden", () => askAll("project", path, caller));
				}),
			);

	it(
		"§7 nor by its number, nor by an old path",
		needs("control", async () => {
			await control().reset(world({ projects }));
			for (const id of ["90", "grp%2Fajar"])
				expectAnswer(
					await send("GET", `/projects/${id}/deploy_tokens`, { as: "owner" }),
					404,
					projectNotFound,
				);
		}),
	);

	it(
		"§5 the instance list has its tokens all the same",
		needs("control", async () => {
			await control().reset(world({ projects, deployTokens: [row(3, { project: "grp/shut" })] }));
			expectIds(await send("GET", "/deploy_tokens", { as: "admin" }), [3]);
		}),
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
			it(
				`§7 on the base of a ${role} of the group, one writes to the ${kind} ${path}`,
				needs("control", async () => {
					await resetWith(kind, path, { groups: groups(role), projects });
					await expectOutcome(kind, "writes", () => askAll(kind, path, "stranger"));
				}),
			);

	it(
		"§7 one of a project writes to that project only",
		needs("control", async () => {
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
				await expectOutcome(kind, outcome, () => askAll(kind, path, "stranger"));
			}
		}),
	);

	it(
		"§7 a role without it stays what it is, and none lists the instance's tokens",
		needs("control", async () => {
			const plainRole = { role: "developer" as const, manageDeployTokens: false };
			const members = { stranger: plainRole, dev: custom("guest") };
			await resetWith("group", "roles", { groups: [{ id: 90, path: "roles", ...place, members }] });
			await expectOutcome("group", "forbidden", () => askAll("group", "roles", "stranger"));
			expectAnswer(await send("GET", "/deploy_tokens", { as: "dev" }), 403, forbidden);
		}),
	);

	it(
		"§7 an archived group is closed to them too",
		needs("control", async () => {
			await resetWith("group", "roles", { groups: groups("maintainer"), projects, archived: ["roles"] });
			await expectOutcome("group", "reads", () => askAll("group", "roles", "stranger"));
		}),
	);
});

describe("impersonation tokens", () => {
	useTarget();
	const accessTokens = { maint: [{ token: "glpat-impersonation", type: "impersonation" as const }] };
	const description = "Token is an impersonation token but impersonation was disabled.";

	it(
		"§8 are refused in the manner of OAuth when the instance does not allow them",
		needs("control", async () => {
			await resetWith("project", "grp/proj", { accessTokens, instance: { impersonation: false } });
			for (const headers of [
				{ "PRIVATE-TOKEN": "glpat-impersonation" },
				{ Authorization: "Bearer glpat-impersonation" },
			] as Record<string, string>[])
				for (const route of ["/projects/5/deploy_tokens", "/groups/999/deploy_tokens", "/deploy_tokens"]) {
					const answer = await send("GET", route, { headers });
					expectAnswer(answer, 401, { error: "invalid_token", error_description: description });
					expect(answer.headers["www-authenticate"]).to.equal(
						`Bearer realm="Protected by OAuth 2.0", error="invalid_token", error_description="${description}"`,
					);
				}
			expect(read<unknown[]>(await send("GET", "/projects/5/deploy_tokens", { as: "maint" }))).to.have.length(
				1,
			);
		}),
	);

	it(
		"§8 are tokens like others when it does",
		needs("control", async () => {
			await resetWith("project", "grp/proj", { accessTokens });
			const ask = () => askAll("project", "grp/proj", "maint", "glpat-impersonation");
			await expectOutcome("project", "writes", ask);
		}),
	);
});
