import type { NewDeployToken } from "../../api/deploy-tokens";
import type { DeployTokenWire } from "../../api/schemas";
import { sameScopes } from "../values/scopes";
import { wireInstant } from "./wire-instants";

/** Whether a token in GitLab could be the result of this creation: everything is as requested. */
export function isSameToken(wire: DeployTokenWire, requested: NewDeployToken): boolean {
	return (
		wire.name === requested.name &&
		(requested.username === undefined ? isDefaultUsername(wire) : wire.username === requested.username) &&
		sameScopes(wire.scopes, requested.scopes) &&
		wireInstant(wire.expires_at) === requested.expires_at
	);
}

/**
 * Whether a token in GitLab could be what an earlier run created for the same declaration: as {@link isSameToken},
 * except that a lifetime then ended earlier than one that starts now.
 *
 * @param lifetime Whether `requested` expires by a lifetime, and not at a declared instant.
 */
export function isEarlierToken(wire: DeployTokenWire, requested: NewDeployToken, lifetime: boolean): boolean {
	const expiresAt = wireInstant(wire.expires_at);
	const earlier = lifetime && expiresAt !== undefined && expiresAt <= (requested.expires_at ?? "");
	return isSameToken(earlier ? { ...wire, expires_at: requested.expires_at ?? null } : wire, requested);
}

/** Whatever form GitLab gives its default, the ID is in it. */
function isDefaultUsername({ username, id }: DeployTokenWire): boolean {
	return new RegExp(`(?<!\\d)${id}(?!\\d)`).test(username);
}
