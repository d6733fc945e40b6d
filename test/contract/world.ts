/** The people, groups and projects the cases speak of, as a fixture of the emulator. */

export type Role = "guest" | "reporter" | "developer" | "maintainer" | "owner";
export type Visibility = "private" | "internal" | "public";

export interface FixtureAccessToken {
	token: string;
	scopes: string[];
	expiresAt: string | null;
	revoked: boolean;
	/** `oauth`: works as a Bearer or `access_token` only. */
	type?: "personal" | "oauth" | "impersonation";
	/** Makes it a fine-grained token with these permissions. */
	granular?: string[];
}

export interface FixtureUser {
	id: number;
	username: string;
	admin?: boolean;
	auditor?: boolean;
	accessTokens: FixtureAccessToken[];
}

/** A role, or one with the ability that a custom role adds to it. */
export type Membership = Role | { role: Role; manageDeployTokens: boolean };

export interface FixtureGroup {
	id: number;
	path: string;
	visibility: Visibility;
	archived?: boolean;
	members: Record<string, Membership>;
}

export interface FixtureProject extends FixtureGroup {
	previousPaths?: string[];
	topics?: string[];
	/** Soft-deleted, and invisible. */
	hidden?: boolean;
}

export interface FixtureDeployToken {
	id: number;
	project?: string;
	group?: string;
	name: string;
	username: string | null;
	scopes: string[];
	expiresAt: string | null;
	revoked: boolean;
	token: string;
}

export interface FixtureLimit {
	requests: number;
	periodSeconds: number;
}

export interface FixtureInstance {
	externalUrl: string;
	version: string;
	expiryMode: "instant" | "date";
	/** The version of the framework of the API. */
	grape?: "2.0" | "2.4";
	tokenPrefix: string;
	adminMode: boolean;
	/** `false`: impersonation tokens are refused. */
	impersonation?: boolean;
	timeZone: string;
	nameLimit?: number | null;
	relativeRoot?: string;
	throttle?: {
		authenticated?: FixtureLimit;
		unauthenticated?: FixtureLimit;
		responseText?: string;
		headersAlways?: boolean;
	};
}

export interface Fixture {
	instance: FixtureInstance;
	users: FixtureUser[];
	groups: FixtureGroup[];
	projects: FixtureProject[];
	deployTokens: FixtureDeployToken[];
}

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
	instance?: Partial<FixtureInstance>;
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

/** The world of the cases: empty project 5 `grp/proj` and group 7 `grp`, with the changes that a case needs. */
export function world(changes: WorldChanges = {}): Fixture {
	const archived = <Place extends FixtureGroup>(place: Place): Place =>
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
			...person.accessTokens,
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
		deployTokens: changes.deployTokens ?? [],
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
