import type { NewDeployToken } from "../api/deploy-tokens";
import type { DeployTokenWire } from "../api/schemas";
import { sameScopes } from "./scopes";
import { defaultUsername, wireInstant } from "./state";

/** Whether a token in GitLab could be what this creation made: everything that was asked for is as asked for. */
export function isSameToken(wire: DeployTokenWire, asked: NewDeployToken): boolean {
	return (
		wire.name === asked.name &&
		wire.username === (asked.username ?? defaultUsername(wire.id)) &&
		sameScopes(wire.scopes, asked.scopes) &&
		wireInstant(wire.expires_at) === asked.expires_at
	);
}
