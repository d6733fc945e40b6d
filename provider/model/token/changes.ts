import type { OwnerRef } from "../../api/owner";
import { sameScopes } from "../values/scopes";
import type { TokenId } from "../values/token-id";
import { isUnknown } from "../values/unknown";
import { adoptedId, type DeployTokenInputs, declaredOwner } from "./inputs";
import { hasDefaultUsername, knownSecret, type RecordedState } from "./state";

/** How a declaration differs from what is recorded. */
export interface DeclaredChanges {
	/** Properties whose change takes a new token, since GitLab cannot edit one. */
	readonly replaces: readonly string[];
	/** Properties that only the state knows. */
	readonly updates: readonly string[];
	/** A path that differs from the recorded spelling: only GitLab can tell whether it is the same owner. */
	readonly ownerInQuestion?: OwnerRef;
}

/** Compares a declaration with the recorded state. Pure: asks nobody. */
export function declaredChanges(
	id: TokenId,
	state: RecordedState,
	inputs: DeployTokenInputs,
): DeclaredChanges {
	const owner = ownerChange(id, state, inputs);
	const held = (["name", "scopes", "username", "expiresAt"] as const).filter(
		(key) => isUnknown(inputs[key]) || !sameHeld[key](state, inputs),
	);
	// What was taken over once is not taken over again; another number is another token.
	const adopted = adoptedId(inputs);
	const adopts = adopted !== undefined && adopted !== state.tokenId;
	const policy = (["connection", "expiresIn", "rotateBefore"] as const).filter(
		(key) => state[key] !== inputs[key],
	);
	return {
		...owner,
		replaces: [...owner.replaces, ...held, ...(adopts ? ["adopt"] : [])],
		updates: [...owner.updates, ...policy, ...(knownSecret(state, inputs) === state.token ? [] : ["adopt"])],
	};
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
} satisfies Record<string, (state: RecordedState, inputs: DeployTokenInputs) => boolean>;

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
