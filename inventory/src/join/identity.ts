import type { DeployTokenWire } from "../../../provider/api/schemas";
import { wireInstant } from "../../../provider/model/token/wire-instants";
import { defaultUsername } from "../../../provider/model/values/default-username";
import { readInstant } from "../../../provider/model/values/instants";
import { sameScopes } from "../../../provider/model/values/scopes";
import type { ManagedToken } from "../states/managed-token";

/**
 * Whether a row of GitLab with the recorded ID is the recorded token: an instance that was restored from a backup
 * assigns IDs again. Properties that the state does not show are not compared.
 */
export function isRecorded(managed: ManagedToken, wire: DeployTokenWire): boolean {
	const { name, username, scopes, expiresAt } = managed;
	return (
		(name === undefined || name === wire.name) &&
		(username === undefined || username === wire.username) &&
		(scopes === undefined || sameScopes(scopes, wire.scopes)) &&
		(expiresAt === undefined || sameExpiry(expiresAt, wire))
	);
}

/**
 * Whether a row of GitLab with another ID could come from the same declaration: compares name, scopes and username, and
 * the expiry, unless the declaration gives each new token a different one.
 */
export function isIdentical(managed: ManagedToken, wire: DeployTokenWire): boolean {
	const { name, scopes, expiresAt, hasLifetime } = managed;
	return (
		name === wire.name &&
		scopes !== undefined &&
		sameScopes(scopes, wire.scopes) &&
		usernameFits(managed, wire) &&
		(hasLifetime ? wire.expires_at !== null : expiresAt !== undefined && sameExpiry(expiresAt, wire))
	);
}

/** GitLab's default contains the ID, so it differs from token to token. */
function usernameFits({ username, tokenId }: ManagedToken, wire: DeployTokenWire): boolean {
	const isDefault =
		username === undefined || (tokenId !== undefined && username === defaultUsername(tokenId));
	return isDefault ? wire.username === defaultUsername(wire.id) : username === wire.username;
}

function sameExpiry(expiresAt: string | null, wire: DeployTokenWire): boolean {
	const recorded = expiresAt === null ? undefined : readInstant(expiresAt);
	return recorded === wireInstant(wire.expires_at);
}
