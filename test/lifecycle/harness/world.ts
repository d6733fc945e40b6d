import type { Fixture } from "../../emulator/src/fixture/schema";

/** Access tokens, by whose they are. */
export const CREDENTIALS = {
	maintainer: "glpat-maintainer-of-grp-and-team",
	/** Sees `grp`, and may not read its deploy tokens. */
	developer: "glpat-developer-of-grp",
	/** Sees nothing. */
	stranger: "glpat-member-of-nothing",
	revoked: "glpat-revoked-long-ago",
} as const;

/** A mutable fixture, so that a test can change the world behind the provider's back. */
export type World = { [Key in keyof Fixture]-?: NonNullable<Fixture[Key]> };
export type TokenRow = World["deployTokens"][number];

/** Project 5 `grp/proj`, project 6 `grp/other`, groups 7 `grp`, 8 `grp/sub`, 9 `team`, and no deploy token. */
export function world(deployTokens: TokenRow[] = []): World {
	const accessToken = (token: string, more: object = {}) => ({ token, scopes: ["api"], ...more });
	return {
		instance: {},
		users: [
			{ id: 2, username: "mia", accessTokens: [accessToken(CREDENTIALS.maintainer)] },
			{ id: 3, username: "dev", accessTokens: [accessToken(CREDENTIALS.developer)] },
			{
				id: 4,
				username: "stranger",
				accessTokens: [
					accessToken(CREDENTIALS.stranger),
					accessToken(CREDENTIALS.revoked, { revoked: true }),
				],
			},
		],
		groups: [
			{ id: 7, path: "grp", members: { mia: "owner", dev: "developer" } },
			{ id: 8, path: "grp/sub" },
			{ id: 9, path: "team", members: { mia: "owner" } },
		],
		projects: [
			{ id: 5, path: "grp/proj" },
			{ id: 6, path: "grp/other" },
		],
		deployTokens,
	};
}
