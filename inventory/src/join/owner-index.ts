import { ownerKey, type Scan, type ScannedOwner } from "../gitlab/scan";
import type { RecordedOwner } from "../states/managed-token";

/** The owners of a scan, by the ID and the path under which states record them. */
export class OwnerIndex {
	private readonly byName = new Map<string, ScannedOwner>();

	constructor(owners: Scan["owners"]) {
		for (const owner of owners) {
			this.byName.set(ownerKey(owner), owner);
			this.byName.set(recordedKey({ kind: owner.kind, ref: owner.path }), owner);
		}
	}

	/** The owner that a state records, `undefined` if it is outside the scope. */
	find(owner: RecordedOwner | undefined): ScannedOwner | undefined {
		return owner && this.byName.get(recordedKey(owner));
	}
}

/** Distinguishes recorded owners; GitLab's paths are case-insensitive. */
export function recordedKey({ kind, ref }: RecordedOwner): string {
	return `${kind} ${typeof ref === "string" ? ref.toLowerCase() : ref}`;
}
