import type { Fixture } from "../emulator/src/index";

type Rows<Key extends "users" | "groups" | "projects" | "deployTokens"> = NonNullable<Fixture[Key]>[number];
export type FixtureUser = Rows<"users">;
export type FixtureAccessToken = NonNullable<FixtureUser["accessTokens"]>[number];
export type FixtureGroup = Rows<"groups">;
export type FixtureProject = Rows<"projects">;
/** Whatever its scopes are, valid or not. */
export type FixtureDeployToken = Omit<Rows<"deployTokens">, "scopes"> & { scopes: readonly string[] };
export type FixtureInstance = NonNullable<Fixture["instance"]>;

export type Role = "guest" | "reporter" | "developer" | "maintainer" | "owner";
export type Visibility = "private" | "internal" | "public";

/** The caller. `anon` sends no credential; `proj…` are members of the projects only, the plain roles of the groups. */
export type Caller =
	| "anon"
	| "stranger"
	| "guest"
	| "reporter"
	| "dev"
	| "maint"
	| "owner"
	| "projguest"
	| "projdev"
	| "projmaint"
	| "projowner"
	| "deepguest"
	| "auditor"
	| "admin";

/** The secret of a caller's access token (scope `api`) in the emulator's world. */
export function accessToken(caller: Exclude<Caller, "anon">): string {
	return `glpat-of-${caller}`;
}

/** The administrator's token that no restriction touches: for looking, never as the subject of a case. */
export const allSeeingToken = "glpat-all-seeing";

function user(id: number, username: string, more: Partial<FixtureUser> = {}): FixtureUser {
	const own = { token: `glpat-of-${username}`, scopes: ["api"], expiresAt: null, revoked: false };
	return { id, username, ...more, accessTokens: [own, ...(more.accessTokens ?? [])] };
}

function users(): FixtureUser[] {
	const allSeeing = { scopes: ["api", "admin_mode", "sudo"], expiresAt: null, revoked: false };
	return [
		user(1, "admin", { admin: true, accessTokens: [{ token: allSeeingToken, ...allSeeing }] }),
		user(2, "guest"),
		user(3, "reporter"),
		user(4, "dev"),
		user(5, "maint"),
		user(6, "owner"),
		user(7, "projguest"),
		user(8, "projdev"),
		user(9, "projmaint"),
		user(10, "projowner"),
		user(11, "deepguest"),
		user(12, "stranger"),
		user(13, "auditor", { auditor: true }),
	];
}

const groupMembers: Record<string, Role> = {
	guest: "guest",
	reporter: "reporter",
	dev: "developer",
	maint: "maintainer",
	owner: "owner",
};
const projectMembers: Record<string, Role> = {
	projguest: "guest",
	projdev: "developer",
	projmaint: "maintainer",
	projowner: "owner",
};

function groups(): FixtureGroup[] {
	return [
		{ id: 7, path: "grp", visibility: "private", archived: false, members: groupMembers },
		{ id: 8, path: "grp/sub", visibility: "private", archived: false, members: {} },
		{ id: 9, path: "lone", visibility: "private", archived: false, members: {} },
		{ id: 70, path: "inner", visibility: "internal", archived: false, members: groupMembers },
		{ id: 71, path: "open", visibility: "public", archived: false, members: groupMembers },
	];
}

function projects(): FixtureProject[] {
	const deepGuest: Record<string, Role> = { deepguest: "guest" };
	const more = { archived: false, topics: [] };
	return [
		{
			id: 5,
			path: "grp/proj",
			visibility: "private",
			members: projectMembers,
			previousPaths: ["old/proj"],
			...more,
		},
		{ id: 6, path: "grp/other", visibility: "private", members: {}, ...more },
		{ id: 10, path: "grp/sub/deep", visibility: "private", members: deepGuest, ...more },
		{ id: 50, path: "inner/proj", visibility: "internal", members: projectMembers, ...more },
		{ id: 51, path: "open/proj", visibility: "public", members: projectMembers, ...more },
	];
}

export interface WorldChanges {
	instance?: FixtureInstance;
	/** Access tokens in addition to the ordinary one, by username. */
	accessTokens?: Record<string, Partial<FixtureAccessToken>[]>;
	/** Further users. */
	users?: FixtureUser[];
	groups?: FixtureGroup[];
	projects?: FixtureProject[];
	deployTokens?: FixtureDeployToken[];
	/** Full paths of groups or projects that are archived. */
	archived?: string[];
}

export const externalUrl = "http://gitlab.example.com:8929";

/** The people, groups and projects the cases speak of: empty project 5 `grp/proj` and group 7 `grp`, with the changes that a case needs. */
export function world(changes: WorldChanges = {}): { [Key in keyof Fixture]-?: NonNullable<Fixture[Key]> } {
	const archived = <Place extends { path: string }>(place: Place): Place =>
		changes.archived?.includes(place.path) ? { ...place, archived: true } : place;
	const instance: FixtureInstance = {
		externalUrl,
		version: "19.1.0",
		expiryMode: "instant",
		tokenPrefix: "",
		adminMode: false,
		timeZone: "UTC",
		...changes.instance,
	};
	const withTokens = (person: FixtureUser): FixtureUser => ({
		...person,
		accessTokens: [
			...(person.accessTokens ?? []),
			...(changes.accessTokens?.[person.username] ?? []).map((more) => ({
				token: "",
				scopes: ["api"],
				expiresAt: null,
				revoked: false,
				...more,
			})),
		],
	});
	return {
		instance,
		users: [...users(), ...(changes.users ?? [])].map(withTokens),
		groups: [...groups(), ...(changes.groups ?? [])].map(archived),
		projects: [...projects(), ...(changes.projects ?? [])].map(archived),
		deployTokens: (changes.deployTokens ?? []) as Rows<"deployTokens">[],
	};
}

/** A row of the fixture: by default an active token of `owner` that never expires. */
export function row(
	id: number,
	owner: { project: string } | { group: string },
	more: Partial<FixtureDeployToken> = {},
): FixtureDeployToken {
	return {
		id,
		...owner,
		name: `token ${id}`,
		username: null,
		scopes: ["read_repository"],
		expiresAt: null,
		revoked: false,
		token: `gldt-${String(id).padStart(20, "0")}`,
		...more,
	};
}
