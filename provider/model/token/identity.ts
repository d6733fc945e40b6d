import type { DeployTokenWire } from "../../api/schemas";
import { sameScopes } from "../values/scopes";
import { type RecordedState, wireInstant } from "./state";

/** What GitLab holds of a token and cannot edit. */
export type IdentityProperty = "name" | "username" | "scopes" | "expiresAt";

/**
 * The properties in which a row of GitLab differs from the recorded token with the same number and owner.
 *
 * GitLab cannot edit a deploy token, so a row that differs in any of them is another token: a GitLab that was
 * restored from a backup gives its numbers again.
 */
export function identityDifferences(
	state: Pick<RecordedState, IdentityProperty>,
	wire: DeployTokenWire,
): IdentityProperty[] {
	const differences: IdentityProperty[] = [];
	if (wire.name !== state.name) differences.push("name");
	if (wire.username !== state.username) differences.push("username");
	if (!sameScopes(wire.scopes, state.scopes)) differences.push("scopes");
	if (wireInstant(wire.expires_at) !== state.expiresAt) differences.push("expiresAt");
	return differences;
}

/** Whether a row of GitLab is the recorded token. Number and owner are compared by whoever asked for the row. */
export function isRecordedToken(
	state: Pick<RecordedState, IdentityProperty>,
	wire: DeployTokenWire,
): boolean {
	return identityDifferences(state, wire).length === 0;
}
