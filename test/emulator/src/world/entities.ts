/** The rows of the emulated instance. Paths are full paths; instants are epoch milliseconds. */

export const VISIBILITIES = ["private", "internal", "public"] as const;
export type Visibility = (typeof VISIBILITIES)[number];

export interface Throttle {
	readonly requests: number;
	readonly periodSeconds: number;
}

export interface Instance {
	/** The configured scheme, host and port, without a path. */
	readonly externalUrl: URL;
	/** `""` or `/path`: where the whole server is mounted. */
	readonly relativeRoot: string;
	readonly version: string;
	readonly revision: string;
	readonly enterprise: boolean;
	readonly expiryMode: "instant" | "date";
	/** The version of the framework of GitLab's API, where the next one responds differently. */
	readonly grape: "2.0" | "2.4";
	readonly tokenPrefix: string;
	readonly adminMode: boolean;
	/** Whether impersonation tokens are accepted. */
	readonly impersonation: boolean;
	readonly timeZone: string;
	/** Longest name of a deploy token, in characters; `null` on servers without a limit. */
	readonly nameLimit: number | null;
	readonly throttle: {
		readonly authenticated: Throttle | undefined;
		readonly unauthenticated: Throttle | undefined;
		readonly responseText: string;
		readonly headersAlways: boolean;
	};
}

export interface User {
	readonly kind: "user";
	readonly id: number;
	readonly username: string;
	readonly name: string;
	readonly admin: boolean;
	readonly auditor: boolean;
}

export interface AccessToken {
	readonly id: number;
	readonly name: string;
	readonly token: string;
	readonly type: "personal" | "oauth" | "impersonation";
	readonly scopes: readonly string[];
	/** The permissions of a fine-grained token; `undefined` for a token with scopes. */
	readonly granular: readonly string[] | undefined;
	readonly expiresAtMs: number | undefined;
	readonly user: User;
	revoked: boolean;
}

interface Container {
	readonly id: number;
	/** Full path, in the case it was created with. */
	readonly path: string;
	readonly name: string;
	readonly description: string | null;
	readonly visibility: Visibility;
	readonly archived: boolean;
	/** A date, from when on GitLab waits before it deletes it. */
	readonly markedForDeletionOn: string | null;
	/** Direct members: user id → access level. */
	readonly members: ReadonlyMap<number, number>;
	/** Direct members whose custom role has `manage_deploy_tokens`, whatever their access level. */
	readonly deployTokenManagers: ReadonlySet<number>;
}

export interface Group extends Container {
	readonly kind: "group";
	readonly parent: Group | undefined;
	readonly subgroups: Group[];
	readonly projects: Project[];
}

export interface Project extends Container {
	readonly kind: "project";
	/** The group, or the user for a personal project. */
	readonly namespace: Group | User;
	readonly topics: readonly string[];
	/** Hidden, or deleted and kept for a while: invisible to every user. */
	readonly hidden: boolean;
	readonly contents: ProjectContents;
}

/** Text by path, such as `src/index.js`. */
export type Files = Readonly<Record<string, string>>;

/** The content that deploy tokens give access to; downloads are built from it when first requested. */
export interface ProjectContents {
	/** The files of the one commit on `main`; `undefined` for a project without a repository. */
	readonly repository: Files | undefined;
	readonly images: readonly ImageSource[];
	readonly packages: readonly PackageSource[];
	/** What clients have uploaded since. */
	readonly uploads: PackageUpload[];
}

/** One tag of a container repository, with one layer. */
export interface ImageSource {
	/** Below the project's path; empty for the project's own repository. */
	readonly name: string;
	readonly tag: string;
	readonly files: Files;
}

export const PACKAGE_TYPES = [
	"npm",
	"pypi",
	"generic",
	"maven",
	"composer",
	"terraform_module",
	"helm",
	"nuget",
] as const;

/** One version of a package. */
export interface PackageSource {
	readonly type: (typeof PACKAGE_TYPES)[number];
	readonly name: string;
	readonly version: string;
	readonly files: Files;
}

/** One file of a package, as a client sent it. */
export interface PackageUpload {
	readonly type: "pypi";
	readonly name: string;
	readonly version: string;
	readonly fileName: string;
	readonly content: Buffer;
}

export type TokenOwner = Project | Group;

export interface DeployToken {
	readonly id: number;
	readonly owner: TokenOwner;
	readonly name: string;
	/** `null` means the default, which is computed from the ID. */
	readonly username: string | null;
	/** In GitLab's canonical order, without duplicates. */
	readonly scopes: readonly string[];
	readonly expiresAtMs: number;
	readonly secret: string;
	revoked: boolean;
	/** When a client last authenticated with it. GitLab does not record this of deploy tokens. */
	lastUsedAtMs?: number;
}
