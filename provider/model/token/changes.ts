import type { OwnerRef } from "../../api/owner";
import { sameScopes } from "../values/scopes";
import type { TokenId } from "../values/token-id";
import { isUnknown } from "../values/unknown";
import { FIELDS, type GitLabName, namesWhere } from "./fields";
import { adoptedId, type DeployTokenInputs, declaredOwner } from "./inputs";
import { hasDefaultUsername, knownSecret, type RecordedState } from "./state";

/** How a declaration differs from what is recorded. */
export interface DeclaredChanges {
	/** Properties whose change requires a new token, since GitLab cannot edit one. */
	readonly replaces: readonly string[];
	/** Properties that only the state holds. */
	readonly updates: readonly string[];
	/** A path in another notation than the recorded one: only GitLab can resolve whether it is the same owner. */
	readonly ownerInQuestion?: OwnerRef;
}

/** Compares a declaration with the recorded state. Pure: sends no request. */
export function declaredChanges(
	id: TokenId,
	state: RecordedState,
	inputs: DeployTokenInputs,
): DeclaredChanges {
	const owner = ownerChange(id, state, inputs);
	const differing = COMPARED.filter(
		(name) => (isGitLabs(name) && isUnknown(inputs[name])) || !isSame(name, state, inputs),
	);
	const replaces = differing.filter((name) => FIELDS[name].replaces);
	const updates = differing.filter((name) => !FIELDS[name].replaces);
	// An adopted token is not adopted again; another ID is another token.
	const adopted = adoptedId(inputs);
	const adopts = adopted !== undefined && adopted !== state.tokenId;
	return {
		...owner,
		replaces: [...owner.replaces, ...replaces, ...(adopts ? ["adopt"] : [])],
		updates: [...owner.updates, ...updates, ...(knownSecret(state, inputs) === state.token ? [] : ["adopt"])],
	};
}

/** What is compared value by value; owner and `adopt` have their own rules. */
const COMPARED = namesWhere("heldBy", "gitlab", "state");

function isGitLabs(name: (typeof COMPARED)[number]): name is GitLabName {
	return FIELDS[name].heldBy === "gitlab";
}

function isSame(name: (typeof COMPARED)[number], state: RecordedState, inputs: DeployTokenInputs): boolean {
	return isGitLabs(name) ? sameHeld[name](state, inputs) : state[name] === inputs[name];
}

/** Whether GitLab holds what is declared, property by property. */
const sameHeld = {
	name: (state, inputs) => state.name === inputs.name,
	scopes: (state, inputs) => sameScopes(state.scopes, inputs.scopes),
	username: (state, inputs) =>
		inputs.username === undefined ? hasDefaultUsername(state) : state.username === inputs.username,
	// A lifetime counts from a creation: any expiry satisfies it, until the next one.
	expiresAt: (state, inputs) =>
		inputs.expiresIn === undefined ? state.expiresAt === inputs.expiresAt : state.expiresAt !== undefined,
} satisfies Record<GitLabName, (state: RecordedState, inputs: DeployTokenInputs) => boolean>;

function ownerChange(id: TokenId, state: RecordedState, inputs: DeployTokenInputs): DeclaredChanges {
	const declared = declaredOwner(inputs);
	const { kind } = declared;
	if (kind !== id.owner.kind) return { replaces: ["project", "group"], updates: [] };
	if (isUnknown(declared.ref)) return { replaces: [kind], updates: [] };
	if (declared.ref === state[kind]) return { replaces: [], updates: [] };
	if (typeof declared.ref === "string") return { replaces: [], updates: [kind], ownerInQuestion: declared };
	return declared.ref === id.owner.ref
		? { replaces: [], updates: [kind] }
		: { replaces: [kind], updates: [] };
}
