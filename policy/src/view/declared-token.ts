import type { Maybe } from "./unknown";

/** One deploy token as a program declares it, alone or in a set. It never contains a secret. */
export interface DeclaredToken {
	/** Its key, where it is in a set. */
	readonly key: string | undefined;
	/** ID or full path of the project that owns it, if one does. */
	readonly project: Maybe<number | string | undefined>;
	/** ID or full path of the group that owns it, if one does. */
	readonly group: Maybe<number | string | undefined>;
	/** Its name in GitLab; in a set the key, unless the entry declares another. */
	readonly name: Maybe<string | undefined>;
	readonly scopes: Maybe<readonly string[]>;
	/** The username as declared; `undefined` where GitLab generates one. */
	readonly username: Maybe<string | undefined>;
	/** Date or instant; `undefined` where none is declared, or `"never"` is. */
	readonly expiresAt: Maybe<string | undefined>;
	/** A duration, as it was written. */
	readonly expiresIn: Maybe<string | undefined>;
	/** A duration, as it was written. */
	readonly rotateBefore: Maybe<string | undefined>;
	/** Whether it adopts an existing token, which must match the declaration. */
	readonly adopts: boolean;
	/** The properties that it inherits from its set. */
	readonly inherited: readonly InheritableName[];
}

/** What a set declares for all its tokens, and an entry may override. */
export type InheritableName = "scopes" | "username" | "expiresAt" | "expiresIn" | "rotateBefore";
