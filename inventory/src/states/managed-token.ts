import type { OwnerKind } from "../../../provider/api/owner";

/** The file a state was read from. */
export interface StateSource {
	readonly tool: "pulumi" | "terraform";
	/** `project/stack` of Pulumi; of Terraform, the file, since its states have no name. */
	readonly stack: string;
	readonly file: string;
}

/** The owner that a state records. */
export interface RecordedOwner {
	readonly kind: OwnerKind;
	/** ID or path. */
	readonly ref: number | string;
}

/** The age of a token as a state records it, by the clock of the machine that ran Pulumi. */
export interface RecordedAge {
	/** When the state first recorded it: UTC with milliseconds. */
	readonly at: string;
	/** Whether it was certainly created then; otherwise it may have been adopted, and be older. */
	readonly wasCreated: boolean;
}

/** A deploy token that a state records, without its secret. `undefined`: the state does not show it. */
export interface ManagedToken {
	readonly source: StateSource;
	/** URN, or address of Terraform; followed by the key for a token of a set. */
	readonly resource: string;
	readonly type: string;
	/** Base URL of its GitLab. */
	readonly host: string | undefined;
	/** `undefined` for a set whose contents are encrypted. */
	readonly tokenId: number | undefined;
	readonly owner: RecordedOwner | undefined;
	readonly name: string | undefined;
	readonly username: string | undefined;
	readonly scopes: readonly string[] | undefined;
	/** UTC with milliseconds; `null` for never. */
	readonly expiresAt: string | null | undefined;
	/** `undefined` where a state records none: in a set, and in the states of other providers. */
	readonly age: RecordedAge | undefined;
	/** Whether each new token gets a new expiry, so that one created earlier expires at another instant. */
	readonly hasLifetime: boolean;
	/** Whether a later run replaces it before it expires. */
	readonly rotates: boolean;
	/** Whether it has been replaced, so that a later run deletes it. */
	readonly leaving: boolean;
	/** Whether the program only reads it, by its ID: another stack or tool manages it. */
	readonly isLookup?: boolean;
}

/** The deploy tokens of one state file. */
export interface StateFile {
	readonly source: StateSource;
	readonly managed: readonly ManagedToken[];
	/** What could not be read in it; if there is anything, the state counts as incomplete. */
	readonly problems: readonly string[];
	/** Sets whose contents are encrypted: their tokens are known by declaration only. */
	readonly encryptedSets: readonly string[];
	/** What the user should know, such as an interrupted run. */
	readonly notes: readonly string[];
}
