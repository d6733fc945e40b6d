// @ts-check
// A company's GitLab: 12 groups, 60 projects, 150 deploy tokens of all kinds, and who manages which. The same at
// every run, but for the secrets and for the expiries, which are counted from now.

const DAY_MS = 86_400_000;
const TEAMS = [
	"platform",
	"shop",
	"billing",
	"data",
	"mobile",
	"search",
	"media",
	"support",
	"tools",
	"labs",
	"attic",
];
const THINGS = ["api", "web", "worker", "images", "charts"];
const NAMES = ["pull-images", "mirror", "cluster", "nightly-build", "package-feed", "staging"];
/** @type {Scopes[]} */
const SCOPES = [
	["read_registry"],
	["read_repository"],
	["read_registry", "read_package_registry"],
	["read_repository", "read_registry"],
	["read_package_registry", "write_package_registry"],
	["read_registry", "write_registry"],
];

/** @typedef {NonNullable<import("gitlab-deploy-token-emulator").Fixture["deployTokens"]>[number]["scopes"]} Scopes */

/**
 * @typedef {object} DemoToken
 * @property {number} id
 * @property {"project" | "group"} kind
 * @property {number} owner
 * @property {string} ownerPath
 * @property {string} name
 * @property {Scopes} scopes
 * @property {string | null} expiresAt
 * @property {boolean} revoked
 * @property {string} secret
 * @property {"dev" | "set" | "terraform" | "none"} manager
 */

/**
 * @param {string} credential the administrator's access token
 * @param {number} nowMs
 */
export function company(credential, nowMs) {
	const groups = [{ id: 1, path: "acme", archived: false }].concat(
		TEAMS.map((team, index) => ({ id: index + 2, path: `acme/${team}`, archived: team === "attic" })),
	);
	const projects = groups.flatMap(({ path }, group) =>
		THINGS.map((thing, index) => ({
			id: group * THINGS.length + index + 1,
			path: `${path}/${thing}`,
			markedForDeletionOn: path === "acme/labs" && thing === "charts" ? dayOf(nowMs + 7 * DAY_MS) : null,
		})),
	);
	const tokens = Array.from({ length: 150 }, (_, index) => token(index, { groups, projects, nowMs }));
	return {
		tokens,
		fixture: {
			users: [
				{ id: 1, username: "root", admin: true, accessTokens: [{ token: credential, scopes: ["api"] }] },
			],
			groups,
			projects,
			deployTokens: tokens.map(({ id, kind, owner, name, scopes, expiresAt, revoked, secret }) => ({
				id,
				[kind]: owner,
				name,
				scopes,
				expiresAt,
				revoked,
				token: secret,
			})),
		},
	};
}

/**
 * @param {number} index
 * @param {{ groups: { id: number, path: string }[], projects: { id: number, path: string }[], nowMs: number }} place
 * @returns {DemoToken}
 */
function token(index, { groups, projects, nowMs }) {
	const kind = index % 8 === 7 ? "group" : "project";
	const owners = kind === "group" ? groups : projects;
	const owner = owners[(index * 7) % owners.length] ?? { id: 1, path: "acme" };
	// The last five are what interrupted runs left of the first tokens of the stack `dev`.
	const twin = index >= 145 ? token((index - 145) * 6, { groups, projects, nowMs }) : undefined;
	return {
		id: index + 1,
		kind,
		owner: owner.id,
		ownerPath: owner.path,
		name: index === 20 ? "gitlab-deploy-token" : `${NAMES[index % NAMES.length]}-${Math.floor(index / 6)}`,
		scopes: SCOPES[index % SCOPES.length] ?? [],
		expiresAt: expiry(index, nowMs),
		revoked: index % 23 === 22,
		...twin,
		...(twin === undefined ? {} : { id: index + 1 }),
		secret: `gldt-demo-${String(index + 1).padStart(4, "0")}-inventory`,
		manager: twin === undefined ? manager(index) : "none",
	};
}

/**
 * @param {number} index
 * @returns {DemoToken["manager"]}
 */
function manager(index) {
	if (index % 6 === 0) return "dev";
	if (index % 6 === 2 || index % 6 === 3) return "set";
	return index % 6 === 4 ? "terraform" : "none";
}

/**
 * @param {number} index
 * @param {number} nowMs
 */
function expiry(index, nowMs) {
	if (index % 5 === 1) return null;
	const days = index % 11 === 3 ? -20 : 10 + ((index * 13) % 330);
	return `${dayOf(nowMs + days * DAY_MS)}T00:00:00.000Z`;
}

/** @param {number} ms */
function dayOf(ms) {
	return new Date(ms).toISOString().slice(0, 10);
}
