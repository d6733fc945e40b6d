import type { DeployTokenInfo } from "../../../provider/model/token/token-info";
import type { Gap, ScannedOwner, ScannedToken } from "../gitlab/scan";
import type { ManagedToken, StateFile } from "../states/managed-token";
import type { AgeBracket } from "./age";

/**
 * A resource that holds a token, and how this is known: by the token's ID, or only by a declaration, in a set with
 * encrypted contents.
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
	 * If it has no holder: recorded tokens with its ID and properties, but another base URL or owner, and those that a
	 * program only reads. They may be this token, since an instance can have several addresses, and a path may resolve
	 * to another owner now.
	 */
	readonly recordedElsewhere: readonly ManagedToken[];
	/** If it has no holder, and is not recorded elsewhere: the recorded tokens that it is identical to. */
	readonly identicalTo: readonly ManagedToken[];
}

/** A recorded token that does not exist in GitLab. */
export interface MissingToken {
	readonly managed: ManagedToken;
	/** `replaced`: its ID belongs to another token now. `owner`: GitLab does not show its owner. */
	readonly why: "gone" | "replaced" | "owner";
}

/** GitLab's tokens and those that states record, joined. What was not read is not evaluated. */
export interface Inventory {
	readonly gitlab: string;
	readonly nowMs: number;
	readonly owners: readonly ScannedOwner[];
	readonly tokens: readonly InventoryToken[];
	readonly missing: readonly MissingToken[];
	/** The number of recorded tokens of owners outside the scope, and of other GitLab instances. */
	readonly outside: number;
	readonly states: readonly StateFile[];
	/** Whether states were given, and all of them were read: only then is a token without a holder unmanaged. */
	readonly statesComplete: boolean;
	readonly gaps: readonly Gap[];
}
