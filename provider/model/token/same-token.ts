import type { NewDeployToken } from "../../api/deploy-tokens";
import type { DeployTokenWire } from "../../api/schemas";
import { sameScopes } from "../values/scopes";
import { wireInstant } from "./wire-instants";

/** Whether a token in GitLab could be what this creation made: everything that was asked for is as asked for. */
export function isSameToken(wire: DeployTokenWire, asked: NewDeployToken): boolean {
	return (
		wire.name === asked.name &&
		(asked.username === undefined ? isDefaultUsername(wire) : wire.username === asked.username) &&
		sameScopes(wire.scopes, asked.scopes) &&
		wireInstant(wire.expires_at) === asked.expires_at
	);
}

/**
 * Whether a token in GitLab could be what an earlier run made of the same declaration: as
 * {@link isSameToken}, but that a lifetime then ended earlier than one that begins now.
 *
 * @param lifetime Whether `asked` expires by a lifetime, and not at an instant that was declared.
 */
export function isEarlierToken(wire: DeployTokenWire, asked: NewDeployToken, lifetime: boolean): boolean {
	const expiresAt = wireInstant(wire.expires_at);
	const earlier = lifetime && expiresAt !== undefined && expiresAt <= (asked.expires_at ?? "");
	return isSameToken(earlier ? { ...wire, expires_at: asked.expires_at ?? null } : wire, asked);
}

/** Whatever shape GitLab gives its default, the number is in it. */
function isDefaultUsername({ username, id }: DeployTokenWire): boolean {
	return new RegExp(`(?<!\\d)${id}(?!\\d)`).test(username);
}
