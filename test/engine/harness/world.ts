/** The GitLab that the engine tests run against, as a fixture of the emulator. */

/**
 * Access tokens by what is special about them. Characters outside of the URL-safe ones make their spellings differ.
 */
export const CREDENTIALS = {
	admin: "glpat-administrator+of/all=",
	maintainer: "glpat-maintainer+of/group7=",
	developer: "glpat-developer+of/group7=",
	stranger: "glpat-stranger1+to/group7=",
	reader: "glpat-readonly1+api/scope=",
	expired: "glpat-expired20+long/ago=",
	revoked: "glpat-revoked20+by/hand=",
	wrong: "glpat-nobody12+knows/me=",
} as const;

export type CredentialName = keyof typeof CREDENTIALS;

const accessToken = (name: CredentialName, more: object = {}) => ({
	token: CREDENTIALS[name],
	scopes: ["api"],
	...more,
});

/** Project 5 `grp/proj`, project 6 `grp/other`, group 7 `grp`, group 8 `grp/sub`, and no deploy token. */
export const WORLD = {
	users: [
		{
			id: 1,
			username: "root",
			admin: true,
			accessTokens: [
				accessToken("admin"),
				accessToken("reader", { scopes: ["read_api"] }),
				accessToken("expired", { expiresAt: "2020-01-01" }),
				accessToken("revoked", { revoked: true }),
			],
		},
		{ id: 2, username: "maintainer", accessTokens: [accessToken("maintainer")] },
		{ id: 3, username: "developer", accessTokens: [accessToken("developer")] },
		{ id: 4, username: "stranger", accessTokens: [accessToken("stranger")] },
	],
	groups: [
		{ id: 7, path: "grp", members: { maintainer: "maintainer", developer: "developer" } },
		{ id: 8, path: "grp/sub" },
	],
	projects: [
		{ id: 5, path: "grp/proj", previousPaths: ["grp/before"] },
		{ id: 6, path: "grp/other" },
	],
} as const;
