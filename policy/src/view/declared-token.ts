import type { Maybe } from "./unknown";

/** One deploy token as a program declares it, alone or in a set. A secret is in none of it. */
export interface DeclaredToken {
	/** Its key, where it is in a set. */
	readonly key: string | undefined;
	/** Number or full path of the project that owns it, if one does. */
	readonly project: Maybe<number | string | undefined>;
	/** Number or full path of the group that owns it, if one does. */
	readonly group: Maybe<number | string | undefined>;
	/** Its name in GitLab; in a set the key, unless the entry declares another. */
	readonly name: Maybe<string | undefined>;
	readonly scopes: Maybe<readonly string[]>;
	/** The username as declared; `undefined` where GitLab makes one. */
	readonly username: Maybe<string | undefined>;
	/** Date or instant; `undefined` where none is declared, or `"never"` is. */
	readonly expiresAt: Maybe<string | undefined>;
	/** A duration, as it was written. */
	readonly expiresIn: Maybe<string | undefined>;
	/** A duration, as it was written. */
	readonly rotateBefore: Maybe<string | undefined>;
	/** Whether it takes over a token that exists, which must be as declared. */
	readonly adopts: boolean;
	/** The properties that it takes from its set. */
	readonly inherited: readonly InheritableName[];
}

/** What a set declares for all its tokens, and an entry may override. */
export type InheritableName = "scopes" | "username" | "expiresAt" | "expiresIn" | "rotateBefore";
