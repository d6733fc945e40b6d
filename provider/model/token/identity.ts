import type { DeployTokenWire } from "../../api/schemas";
import { sameScopes } from "../values/scopes";
import type { GitLabName } from "./fields";
import type { RecordedState } from "./state";
import { wireInstant } from "./wire-instants";

/** Whether a row of GitLab has a property as it is recorded. */
const AS_RECORDED = {
	name: (state, wire) => wire.name === state.name,
	username: (state, wire) => wire.username === state.username,
	scopes: (state, wire) => sameScopes(wire.scopes, state.scopes),
	expiresAt: (state, wire) => wireInstant(wire.expires_at) === state.expiresAt,
} satisfies Record<GitLabName, (state: Identity, wire: DeployTokenWire) => boolean>;

/** What GitLab cannot edit of a token, in addition to its ID and owner. */
export type Identity = Pick<RecordedState, GitLabName>;

/**
 * The properties in which a row of GitLab differs from the recorded token with the same ID and owner.
 *
 * GitLab cannot edit a deploy token, so a row that differs in any of them is another token: a GitLab that was
 * restored from a backup assigns its IDs again.
 */
export function identityDifferences(state: Identity, wire: DeployTokenWire): GitLabName[] {
	return IDENTITY.filter((name) => !AS_RECORDED[name](state, wire));
}

const IDENTITY = Object.keys(AS_RECORDED) as GitLabName[];

/** Whether a row of GitLab is the recorded token. The caller has compared ID and owner. */
export function isRecordedToken(state: Identity, wire: DeployTokenWire): boolean {
	return identityDifferences(state, wire).length === 0;
}

/** Whether two records are of one token. The caller has compared ID and owner. */
export function isSameIdentity(one: Identity, other: Identity): boolean {
	return IDENTITY.every((name) =>
		name === "scopes" ? sameScopes(one.scopes, other.scopes) : one[name] === other[name],
	);
}
