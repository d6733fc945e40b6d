import { expect } from "chai";
import { plain } from "./deploy-token-routes";
import type { Answer } from "./exchange";
import { expectAnswer, forbidden, read, stored, tokenNotFound } from "./expectations";
import type { OwnerKind } from "./gitlab-under-test";
import { control, needs, send, useTarget } from "./target";
import { type Caller, row, type Visibility, type WorldChanges, world } from "./world";

const ownersByVisibility: Record<OwnerKind, Record<Visibility, string>> = {
	project: { private: "grp/proj", internal: "inner/proj", public: "open/proj" },
	group: { private: "grp", internal: "inner", public: "open" },
};

type Outcome = "hidden" | "forbidden" | "reads" | "writes";

/** What each caller may do, by the visibility of the owner: private, internal, public. */
const outcomes: Record<OwnerKind, [Caller, [Outcome, Outcome, Outcome]][]> = {
	project: [
		["anon", ["hidden", "hidden", "forbidden"]],
		["stranger", ["hidden", "forbidden", "forbidden"]],
		["guest", ["forbidden", "forbidden", "forbidden"]],
		["reporter", ["forbidden", "forbidden", "forbidden"]],
		["dev", ["forbidden", "forbidden", "forbidden"]],
		["maint", ["writes", "writes", "writes"]],
		["owner", ["writes", "writes", "writes"]],
		["projguest", ["forbidden", "forbidden", "forbidden"]],
		["projdev", ["forbidden", "forbidden", "forbidden"]],
		["projmaint", ["writes", "writes", "writes"]],
		["projowner", ["writes", "writes", "writes"]],
		["auditor", ["forbidden", "forbidden", "forbidden"]],
		["admin", ["writes", "writes", "writes"]],
	],
	group: [
		["anon", ["hidden", "hidden", "forbidden"]],
		["stranger", ["hidden", "forbidden", "forbidden"]],
		["guest", ["forbidden", "forbidden", "forbidden"]],
		["reporter", ["forbidden", "forbidden", "forbidden"]],
		["dev", ["forbidden", "forbidden", "forbidden"]],
		["maint", ["reads", "reads", "reads"]],
		["owner", ["writes", "writes", "writes"]],
		["projguest", ["forbidden", "forbidden", "forbidden"]],
		["projowner", ["forbidden", "forbidden", "forbidden"]],
		["deepguest", ["forbidden", "forbidden", "forbidden"]],
		["auditor", ["forbidden", "forbidden", "forbidden"]],
		["admin", ["writes", "writes", "writes"]],
	],
};

const tokenId = 31;

interface Asked {
	list: Answer;
	unknown: Answer;
	get: Answer;
	create: Answer;
	remove: Answer;
}

/** All four operations of one caller on one owner, which holds the token 31. */
async function askAll(kind: OwnerKind, path: string, as: Caller, token?: string): Promise<Asked> {
	const route = `/${kind}s/${encodeURIComponent(path)}/deploy_tokens`;
	const ask = token === undefined ? { as } : { token };
	return {
		list: await send("GET", route, ask),
		unknown: await send("GET", `${route}/999999`, ask),
		get: await send("GET", `${route}/${tokenId}`, ask),
		create: await send("POST", route, { ...ask, json: plain }),
		remove: await send("DELETE", `${route}/${tokenId}`, ask),
	};
}

function resetWith(kind: OwnerKind, path: string, changes: WorldChanges = {}): Promise<void> {
	const where = kind === "project" ? { project: path } : { group: path };
	return control().reset(world({ ...changes, deployTokens: [row(tokenId, where)] }));
}

async function expectOutcome(kind: OwnerKind, outcome: Outcome, ask: () => Promise<Asked>): Promise<void> {
	const before = await stored();
	const asked = await ask();
	const hidden = { message: `404 ${kind === "project" ? "Project" : "Group"} Not Found` };
	if (outcome === "hidden") for (const answer of Object.values(asked)) expectAnswer(answer, 404, hidden);
	if (outcome === "forbidden")
		for (const answer of Object.values(asked)) expectAnswer(answer, 403, forbidden);
	if (outcome === "reads" || outcome === "writes") {
		expect(read<unknown[]>(asked.list)).to.have.length(1);
		read(asked.get);
		expectAnswer(asked.unknown, 404, tokenNotFound);
	}
	if (outcome === "reads")
		for (const answer of [asked.create, asked.remove]) expectAnswer(answer, 403, forbidden);
	if (outcome === "writes") {
		read(asked.create, 201);
		expectAnswer(asked.remove, 204, "");
	} else expect(await stored()).to.equal(before);
}

describe("who may do what", () => {
	useTarget();

	for (const kind of ["project", "group"] as const)
		for (const [index, visibility] of (["private", "internal", "public"] as const).entries())
			for (const [caller, byVisibility] of outcomes[kind]) {
				const path = ownersByVisibility[kind][visibility];
				const outcome = byVisibility[index] ?? "hidden";
				it(
					`§7 ${visibility} ${kind}, ${caller}: ${outcome}`,
					needs("visibility", async () => {
						await resetWith(kind, path);
						await expectOutcome(kind, outcome, () => askAll(kind, path, caller));
					}),
				);
			}

	for (const kind of ["project", "group"] as const)
		it(
			`§7 a ${kind} that does not exist is 404 for everyone`,
			needs("control", async () => {
				for (const as of ["anon", "stranger", "dev", "owner", "auditor", "admin"] as const)
					await expectOutcome(kind, "hidden", () => askAll(kind, "no/such", as));
			}),
		);

	for (const caller of ["maint", "owner"] as const)
		it(
			`§7 a ${caller} of a group is one in its sub-groups and their projects`,
			needs("control", async () => {
				await resetWith("project", "grp/sub/deep");
				await expectOutcome("project", "writes", () => askAll("project", "grp/sub/deep", caller));
				await resetWith("group", "grp/sub");
				const outcome = caller === "owner" ? "writes" : "reads";
				await expectOutcome("group", outcome, () => askAll("group", "grp/sub", caller));
			}),
		);

	it(
		"§7 the higher of two roles counts: a developer of the group, owner of its sub-group",
		needs("control", async () => {
			const nested = { id: 80, path: "grp/mine", visibility: "private" as const };
			const groups = [{ ...nested, archived: false, members: { dev: "owner" as const } }];
			await resetWith("group", "grp/mine", { groups });
			await expectOutcome("group", "writes", () => askAll("group", "grp/mine", "dev"));
			await resetWith("group", "grp", { groups });
			await expectOutcome("group", "forbidden", () => askAll("group", "grp", "dev"));
		}),
	);

	it(
		"§7 the project in a user's own namespace is the user's, and an administrator's",
		needs("control", async () => {
			const personal = {
				id: 81,
				path: "dev/own",
				visibility: "private" as const,
				archived: false,
				members: {},
			};
			for (const [caller, outcome] of [
				["dev", "writes"],
				["admin", "writes"],
				["owner", "hidden"],
				["anon", "hidden"],
			] as const) {
				await resetWith("project", "dev/own", { projects: [personal] });
				await expectOutcome("project", outcome, () => askAll("project", "dev/own", caller));
			}
		}),
	);

	it(
		"§7 a member of another group's project does not see the group",
		needs("control", async () => {
			await resetWith("group", "lone");
			await expectOutcome("group", "hidden", () => askAll("group", "lone", "projowner"));
		}),
	);
});

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
