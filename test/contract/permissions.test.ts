import { expectOutcome, type Outcome, resetWith, sendAll } from "./all-operations";
import type { OwnerKind } from "./gitlab-under-test";
import { itNeeds, useTarget } from "./target";
import type { Caller, Visibility } from "./world";

const ownersByVisibility: Record<OwnerKind, Record<Visibility, string>> = {
	project: { private: "grp/proj", internal: "inner/proj", public: "open/proj" },
	group: { private: "grp", internal: "inner", public: "open" },
};

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

describe("the permissions", () => {
	useTarget();

	for (const kind of ["project", "group"] as const)
		for (const [index, visibility] of (["private", "internal", "public"] as const).entries())
			for (const [caller, byVisibility] of outcomes[kind]) {
				const path = ownersByVisibility[kind][visibility];
				const outcome = byVisibility[index] ?? "hidden";
				itNeeds("visibility", `of ${caller} on a ${visibility} ${kind}: ${outcome}`, async () => {
					await resetWith(kind, path);
					await expectOutcome(kind, outcome, () => sendAll(kind, path, caller));
				});
			}

	for (const kind of ["project", "group"] as const)
		itNeeds("control", `of a ${kind} that does not exist are a 404 for everyone`, async () => {
			for (const as of ["anon", "stranger", "dev", "owner", "auditor", "admin"] as const)
				await expectOutcome(kind, "hidden", () => sendAll(kind, "no/such", as));
		});

	for (const caller of ["maint", "owner"] as const)
		itNeeds("control", `of a ${caller} of a group extend to its sub-groups and their projects`, async () => {
			await resetWith("project", "grp/sub/deep");
			await expectOutcome("project", "writes", () => sendAll("project", "grp/sub/deep", caller));
			await resetWith("group", "grp/sub");
			const outcome = caller === "owner" ? "writes" : "reads";
			await expectOutcome("group", outcome, () => sendAll("group", "grp/sub", caller));
		});

	itNeeds(
		"control",
		"are those of the higher of two roles: developer of the group, owner of its sub-group",
		async () => {
			const nested = { id: 80, path: "grp/mine", visibility: "private" as const };
			const groups = [{ ...nested, archived: false, members: { dev: "owner" as const } }];
			await resetWith("group", "grp/mine", { groups });
			await expectOutcome("group", "writes", () => sendAll("group", "grp/mine", "dev"));
			await resetWith("group", "grp", { groups });
			await expectOutcome("group", "forbidden", () => sendAll("group", "grp", "dev"));
		},
	);

	itNeeds(
		"control",
		"on a project in a user's own namespace are the user's and an administrator's",
		async () => {
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
				await expectOutcome("project", outcome, () => sendAll("project", "dev/own", caller));
			}
		},
	);

	itNeeds("control", "on a group do not come with membership in another group's project", async () => {
		await resetWith("group", "lone");
		await expectOutcome("group", "hidden", () => sendAll("group", "lone", "projowner"));
	});
});
