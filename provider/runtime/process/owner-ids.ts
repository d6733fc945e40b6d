import type { Deadline, GitLabClient } from "../../api/client";
import { type Owner, type OwnerRef, ownerPath } from "../../api/owner";
import { resolveOwner } from "../../api/owners";

/** Numbers of owners by their paths, asked for once per process. */
export class OwnerIds {
	private readonly known = new Map<string, Promise<Owner>>();

	/** @throws GitLabHttpError `GITLAB_OWNER_NOT_VISIBLE`; a failure is not remembered. */
	async resolve(client: GitLabClient, owner: OwnerRef, deadline: Deadline): Promise<Owner> {
		const key = `${client.settings.connection} ${ownerPath(owner)}`;
		const known = this.known.get(key) ?? resolveOwner(client, owner, deadline);
		this.known.set(key, known);
		try {
			return await known;
		} catch (error) {
			this.known.delete(key);
			throw error;
		}
	}
}
