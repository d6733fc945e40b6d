import type { Maybe } from "./unknown";

/** One deploy token as a program declares it, alone or in a set. Never contains the token's secret. */
export interface DeclaredToken {
	/** The key in its set; `undefined` for a `DeployToken`. */
	readonly key: string | undefined;
	/** ID or full path of its project; `undefined` for a group's token. */
	readonly project: Maybe<number | string | undefined>;
	/** ID or full path of its group; `undefined` for a project's token. */
	readonly group: Maybe<number | string | undefined>;
	/** Its name in GitLab; in a set the key, unless the entry declares a name. */
	readonly name: Maybe<string | undefined>;
	readonly scopes: Maybe<readonly string[]>;
	/** The username as declared; `undefined` if GitLab generates it. */
	readonly username: Maybe<string | undefined>;
	/** Date or instant; `undefined` if it is not declared, or is `"never"`. */
	readonly expiresAt: Maybe<string | undefined>;
	/** A duration, as declared. */
	readonly expiresIn: Maybe<string | undefined>;
	/** A duration, as declared. */
	readonly rotateBefore: Maybe<string | undefined>;
	/** Whether it adopts an existing token, which must match the declaration. */
	readonly adopts: boolean;
	/** The properties that it inherits from its set. */
	readonly inherited: readonly InheritableName[];
}

/** The properties that a set declares for all its tokens, and an entry may override. */
export type InheritableName = "scopes" | "username" | "expiresAt" | "expiresIn" | "rotateBefore";
