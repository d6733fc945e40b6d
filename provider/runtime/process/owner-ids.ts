import type { Deadline, GitLabClient } from "../../api/client";
import { type Owner, type OwnerRef, ownerPath } from "../../api/owner";
import { resolveOwner } from "../../api/owners";
import { SharedRequests } from "./shared-requests";

/** Numbers of owners by their paths, asked for once per process. */
export class OwnerIds {
	private readonly known = new SharedRequests<Owner>({ keep: true });
	private readonly replacements = new Map<string, Owner[]>();

	/** @throws GitLabHttpError `GITLAB_OWNER_NOT_VISIBLE`; a failure is not remembered. */
	resolve(client: GitLabClient, owner: OwnerRef, deadline: Deadline): Promise<Owner> {
		const key = `${client.settings.connection} ${ownerPath(owner)}`;
		return this.known.get(key, () => resolveOwner(client, owner, deadline));
	}

	/**
	 * Notes that the declaration will be created as a replacement, for the owner with this number. The engine hands
	 * `create` the inputs alone, and the path in them may lead elsewhere by now.
	 */
	noteReplacement(inputs: object, owner: Owner): void {
		const key = declarationKey(inputs);
		this.replacements.set(key, [...(this.replacements.get(key) ?? []), owner]);
	}

	/** The owner of a replacement with these inputs, once for each that was noted. */
	takeReplacement(inputs: object): Owner | undefined {
		return this.replacements.get(declarationKey(inputs))?.shift();
	}
}

/** The inputs as text, whatever the order in which the engine carries them. */
function declarationKey(inputs: object): string {
	return JSON.stringify(Object.entries(inputs).sort(([one], [other]) => (one < other ? -1 : 1)));
}
