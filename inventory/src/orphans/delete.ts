import type { GitLabClient } from "../../../provider/api/client";
import { deleteDeployToken, getDeployToken } from "../../../provider/api/deploy-tokens";
import { isGitLabDeployTokenError } from "../../../provider/api/errors";
import type { Owner } from "../../../provider/api/owner";
import type { DeployTokenWire } from "../../../provider/api/schemas";
import { sameScopes } from "../../../provider/model/values/scopes";
import type { InventoryToken } from "../join/inventory";

/** How the deletion of one token ended. */
export type Outcome =
	| { readonly done: true; readonly how: "deleted" | "already gone" }
	| { readonly done: false; readonly reason: string };

/** Deletes one token, if GitLab still shows it exactly as in the inventory. */
export async function deleteOrphan(client: GitLabClient, token: InventoryToken): Promise<Outcome> {
	const { owner: scanned, scanned: seen, tokenId } = token;
	if (scanned === undefined) return { done: false, reason: "GitLab shows no owner for it." };
	const owner: Owner = { kind: scanned.kind, ref: scanned.id };
	try {
		const now = await getDeployToken(client, owner, tokenId);
		if (!isUnchanged(seen.wire, now))
			return { done: false, reason: "It has changed since it was listed; run the command again." };
		await deleteDeployToken(client, owner, tokenId);
		return { done: true, how: "deleted" };
	} catch (error) {
		if (isGitLabDeployTokenError(error, "GITLAB_NOT_FOUND")) return { done: true, how: "already gone" };
		if (isGitLabDeployTokenError(error)) return { done: false, reason: `${error.message} ${error.hint}` };
		throw error;
	}
}

function isUnchanged(seen: DeployTokenWire, now: DeployTokenWire): boolean {
	return (
		seen.id === now.id &&
		seen.name === now.name &&
		seen.username === now.username &&
		seen.expires_at === now.expires_at &&
		seen.revoked === now.revoked &&
		sameScopes(seen.scopes, now.scopes)
	);
}
