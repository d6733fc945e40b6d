import type { DeployTokenInfo } from "../../../provider/model/token/token-info";
import type { Gap, ScannedOwner, ScannedToken } from "../gitlab/scan";
import type { ManagedToken, StateFile } from "../states/managed-token";
import type { AgeBracket } from "./age";

/**
 * The holder of a token, and how that is known: by its ID, or only by the declaration of a set with encrypted
 * contents.
 */
export interface Holder {
	readonly managed: ManagedToken;
	readonly by: "id" | "declaration";
}

/** A token of GitLab with all its holders. */
export interface InventoryToken extends Omit<DeployTokenInfo, "expiresAt"> {
	readonly scanned: ScannedToken;
	readonly owner: ScannedOwner | undefined;
	/** UTC; `null` for never. */
	readonly expiresAt: string | null;
	/** Whole days by GitLab's clock, negative after the expiry; `null` for never. */
	readonly daysLeft: number | null;
	readonly created: AgeBracket;
	readonly holders: readonly Holder[];
	/**
	 * Where it has no holder: recorded tokens with its ID and properties, at another base URL or of another owner, and
	 * those that a program only reads. One GitLab can have several addresses, and a path can resolve elsewhere by now,
	 * so it may be theirs.
	 */
	readonly recordedElsewhere: readonly ManagedToken[];
	/** Recorded tokens that it is identical to, where it has no holder and none of these records may be of it. */
	readonly identicalTo: readonly ManagedToken[];
}

/** A recorded token that GitLab does not have. */
export interface MissingToken {
	readonly managed: ManagedToken;
	/** `replaced`: its ID belongs to another token now. `owner`: GitLab shows no such owner. */
	readonly why: "gone" | "replaced" | "owner";
}

/** GitLab's tokens and those that states record, joined. What was not read is not evaluated. */
export interface Inventory {
	readonly gitlab: string;
	readonly nowMs: number;
	readonly owners: readonly ScannedOwner[];
	readonly tokens: readonly InventoryToken[];
	readonly missing: readonly MissingToken[];
	/** Recorded tokens of owners outside the scope, and of other GitLabs. */
	readonly outside: number;
	readonly states: readonly StateFile[];
	/** Whether states were given, and all of them were read: only then is a token without a holder unmanaged. */
	readonly statesComplete: boolean;
	readonly gaps: readonly Gap[];
}
