import type { Fixture } from "../../emulator/src/fixture/schema";
import { WORLD as ENGINE_WORLD } from "../../engine/harness/world";

/** The credential of those whom the stacks do not know. */
export const STRANGER_CREDENTIAL = "glpat-anybody-else";

const { users = [], ...others } = JSON.parse(JSON.stringify(ENGINE_WORLD)) as Fixture;

/** The GitLab with which every history starts: that of the engine tests, and an administrator in addition. */
export const WORLD: Fixture = {
	...others,
	users: [
		...users,
		{
			id: 9,
			username: "anybody",
			admin: true,
			accessTokens: [{ token: STRANGER_CREDENTIAL, scopes: ["api"] }],
		},
	],
};

/** Owners that programs declare, in every spelling, by what they come to. */
export const OWNERS = {
	"projects/5": [{ project: 5 }, { project: "grp/proj" }, { project: "grp/before" }],
	"projects/6": [{ project: 6 }, { project: "grp/other" }],
	"groups/7": [{ group: 7 }, { group: "grp" }],
	"groups/8": [{ group: 8 }, { group: "grp/sub" }],
} as const;

export type OwnerName = keyof typeof OWNERS;

export const OWNER_NAMES = Object.keys(OWNERS) as OwnerName[];
