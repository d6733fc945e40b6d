import type { OwnerKind } from "../../../provider/api/owner";
import type { DeployTokenWire } from "../../../provider/api/schemas";

/** A project or group whose deploy tokens were requested. */
export interface ScannedOwner {
	readonly kind: OwnerKind;
	readonly id: number;
	/** Full path. */
	readonly path: string;
	readonly webUrl: string | undefined;
	/** Whether it, or a group above it within the scan, is archived. */
	readonly archived: boolean;
	/** Whether it, or a group above it within the scan, is scheduled for deletion. */
	readonly markedForDeletion: boolean;
}

/** A deploy token as GitLab showed it. */
export interface ScannedToken {
	/** `undefined`: only the instance's list showed it. */
	readonly owner: ScannedOwner | undefined;
	readonly wire: DeployTokenWire;
}

/** Something that could not be read. While there is one, nothing is reported as clean. */
export interface Gap {
	/** Such as `deploy tokens of project grp/proj`. */
	readonly what: string;
	readonly reason: string;
	readonly remedy: string;
}

/** What was read from GitLab. */
export interface Scan {
	/** Base URL. */
	readonly gitlab: string;
	/** Its former base URL, as `GITLAB_MOVED_FROM` names it: states may still record that one. */
	readonly formerly: string | undefined;
	/** The current time by GitLab's clock. */
	readonly nowMs: number;
	/** Every owner within the scope. */
	readonly owners: readonly ScannedOwner[];
	/** Keys of the owners whose tokens were all read. */
	readonly read: ReadonlySet<string>;
	readonly tokens: readonly ScannedToken[];
	/** Whether the tokens are all that the instance has. */
	readonly wholeInstance: boolean;
	readonly gaps: readonly Gap[];
	/** Whether a failure of the whole connection ended the scan. */
	readonly endedEarly: boolean;
}

/** Distinguishes owners: IDs of projects and of groups overlap. */
export function ownerKey({ kind, id }: { readonly kind: OwnerKind; readonly id: number }): string {
	return `${kind} ${id}`;
}
