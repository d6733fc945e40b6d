import type { Deadline, GitLabClient } from "../../api/client";
import type { Owner, OwnerRef } from "../../api/owner";
import { resolveOwner } from "../../api/owners";
import { ownerInConnection } from "./owner-key";
import { SharedRequests } from "./shared-requests";

/** IDs of owners by their paths, requested once per process. */
export class OwnerIds {
	private readonly known = new SharedRequests<Owner>({ keep: true });
	private readonly replacements = new Map<string, Owner[]>();

	/** @throws GitLabHttpError `GITLAB_OWNER_NOT_VISIBLE`; a failure is not cached. */
	resolve(client: GitLabClient, owner: OwnerRef, deadline: Deadline): Promise<Owner> {
		const key = ownerInConnection(client, owner);
		return this.known.get(key, () => resolveOwner(client, owner, deadline));
	}

	/**
	 * Records that the declaration will be created as a replacement, for the owner with this ID. The engine passes
	 * `create` only the inputs, and the path in them may resolve elsewhere by now.
	 */
	noteReplacement(inputs: object, owner: Owner): void {
		const key = declarationKey(inputs);
		this.replacements.set(key, [...(this.replacements.get(key) ?? []), owner]);
	}

	/** The owner of a replacement with these inputs, once for each that was recorded. */
	takeReplacement(inputs: object): Owner | undefined {
		return this.replacements.get(declarationKey(inputs))?.shift();
	}
}

/** The inputs as text, independent of the order in which the engine sends them. */
function declarationKey(inputs: object): string {
	return JSON.stringify(Object.entries(inputs).sort(([one], [other]) => (one < other ? -1 : 1)));
}
