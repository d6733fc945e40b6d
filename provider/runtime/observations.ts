import { getDeployToken } from "../api/deploy-tokens";
import { isGitLabDeployTokenError } from "../api/errors";
import { type Owner, ownerPath } from "../api/owner";
import type { Deadline, Rest } from "../api/rest";
import type { DeployTokenWire } from "../api/schemas";
import { formatTokenId, type TokenId } from "../model/token-id";

/** What GitLab shows of a token; `undefined` where its owner is visible and does not have it. */
export type Observation = DeployTokenWire | undefined;

/** What was seen in GitLab in this run, shared by `diff` and `read`. */
export class Observations {
	private readonly seen = new Map<string, Map<string, Promise<Observation>>>();

	/** Looks at a token, once per run. @throws where GitLab does not show the owner, or not at all. */
	async observe(rest: Rest, id: TokenId, deadline: Deadline): Promise<Observation> {
		const ofOwner = this.ofOwner(rest, id.owner);
		const key = formatTokenId(id);
		const observation = ofOwner.get(key) ?? look(rest, id, deadline);
		ofOwner.set(key, observation);
		try {
			return await observation;
		} catch (error) {
			ofOwner.delete(key);
			throw error;
		}
	}

	/** Forgets what is known of an owner's tokens, because one was created or deleted. */
	forget(rest: Rest, owner: Owner): void {
		this.seen.delete(ownerKey(rest, owner));
	}

	private ofOwner(rest: Rest, owner: Owner): Map<string, Promise<Observation>> {
		const key = ownerKey(rest, owner);
		const known = this.seen.get(key) ?? new Map<string, Promise<Observation>>();
		this.seen.set(key, known);
		return known;
	}
}

function ownerKey(rest: Rest, owner: Owner): string {
	return `${rest.settings.connection} ${ownerPath(owner)}`;
}

async function look(rest: Rest, { owner, tokenId }: TokenId, deadline: Deadline): Promise<Observation> {
	try {
		return await getDeployToken(rest, owner, tokenId, deadline);
	} catch (error) {
		if (isGitLabDeployTokenError(error, "GITLAB_NOT_FOUND")) return undefined;
		throw error;
	}
}
