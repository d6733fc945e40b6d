import type { CreatedTokenWire, DeployTokenWire } from "../../api/schemas";
import { defaultUsername } from "../values/default-username";
import { compact, pickHeld } from "../values/held";
import { canonicalScopes } from "../values/scopes";
import type { TokenId } from "../values/token-id";
import {
	namesWhere,
	RECORDED_NAMES,
	type RecordedName,
	type RequiredName,
	type TokenProperties,
} from "./fields";
import { adoptedId, type DeployTokenInputs, type TokenStatus } from "./inputs";
import { observedStatus } from "./status";
import { createdInstant, wireInstant } from "./wire-instants";

/** What every recorded token has, declared or not. */
type AlwaysRecorded = RequiredName | "username";

/** A deploy token as it is recorded: the inputs as resolved, and what GitLab assigned. An absent expiry is "never". */
export interface RecordedState
	extends Pick<TokenProperties, AlwaysRecorded>,
		Partial<Pick<TokenProperties, Exclude<RecordedName, AlwaysRecorded>>> {
	/**
	 * GitLab chose the username, and not in the form that this version knows. Absent: see {@link
	 * hasDefaultUsername}.
	 */
	readonly usernameIsDefault?: boolean;
	/** `gone`: a refresh found that its owner does not have it any more. */
	readonly status: TokenStatus | "gone";
	readonly tokenId: number;
	/** The secret. GitLab showed it once; every later state keeps it. */
	readonly token?: string;
	/** Base URL of the GitLab that holds the token. */
	readonly host: string;
}

/** What an update records: GitLab holds the rest, and cannot edit it. */
const UPDATABLE = namesWhere("heldBy", "owner", "state");

const UNDECLARED = Object.fromEntries(UPDATABLE.map((name) => [name, undefined]));

/** What the state keeps of a `DeployToken`. */
export interface DeployTokenState extends RecordedState {
	readonly status: TokenStatus;
	/** When the token was created or adopted, by the clock of the machine that did it. UTC. Absent: it was imported. */
	readonly createdAt?: string;
}

/**
 * The state of a token that was just created.
 *
 * Only ID and secret must be in the response: the rest falls back to what was requested, since nothing may fail
 * once GitLab has shown the secret.
 */
export function createdState(
	inputs: DeployTokenInputs,
	created: CreatedTokenWire,
	{ expiresAt, host, nowMs }: { expiresAt: string | undefined; host: string; nowMs: number },
): DeployTokenState {
	const username = created.username ?? inputs.username ?? defaultUsername(created.id);
	return compact({
		...inputKeys(inputs),
		expiresAt: createdInstant(created.expires_at) ?? expiresAt,
		username,
		usernameIsDefault:
			inputs.username === undefined && username !== defaultUsername(created.id) ? true : undefined,
		status: created.expired ? "expired" : "active",
		tokenId: created.id,
		token: created.token,
		createdAt: new Date(nowMs).toISOString(),
		host,
	});
}

/** The state of an adopted token; without its secret where none was given. */
export function adoptedState(
	inputs: DeployTokenInputs,
	wire: DeployTokenWire,
	{ host, nowMs }: { host: string; nowMs: number },
): DeployTokenState {
	return compact({
		...inputKeys(inputs),
		expiresAt: wireInstant(wire.expires_at),
		username: wire.username,
		status: "active",
		tokenId: wire.id,
		token: inputs.adopt?.token,
		createdAt: new Date(nowMs).toISOString(),
		host,
	});
}

/** The state of a token that is imported by its ID: everything that GitLab shows, which excludes the secret. */
export function importedState(
	{ owner, tokenId }: TokenId,
	wire: DeployTokenWire,
	{ host, nowMs }: { host: string; nowMs: number },
): DeployTokenState {
	return compact({
		[owner.kind]: owner.ref,
		name: wire.name,
		scopes: canonicalScopes(wire.scopes),
		expiresAt: wireInstant(wire.expires_at),
		username: wire.username,
		status: observedStatus(wire, nowMs),
		tokenId,
		host,
	});
}

/**
 * The state after a read whose row is the recorded token: of what GitLab shows only the status can change, and the
 * secret is kept.
 */
export function observedState<State extends RecordedState>(
	state: State,
	wire: DeployTokenWire,
	nowMs: number,
): State & { readonly status: TokenStatus } {
	return { ...state, status: observedStatus(wire, nowMs) };
}

/** Whether GitLab chose the username, which then is not declared. */
export function hasDefaultUsername({ username, tokenId, usernameIsDefault }: RecordedState): boolean {
	return usernameIsDefault === true || username === defaultUsername(tokenId);
}

/** The inputs that would declare this state; a default username is not declared. */
export function inputsOf(state: DeployTokenState): DeployTokenInputs {
	return compact({
		...inputKeys(state),
		expiresAt: state.expiresIn === undefined ? state.expiresAt : undefined,
		username: hasDefaultUsername(state) ? undefined : state.username,
		status: state.status,
	});
}

/**
 * The state after an in-place change: what only the state holds is taken from the declaration, all else is kept. A
 * token that is updated was found to be active.
 */
export function updatedState(
	state: DeployTokenState,
	inputs: DeployTokenInputs,
	host: string,
): DeployTokenState {
	return compact({
		...state,
		...UNDECLARED,
		...pickHeld(inputs, UPDATABLE),
		host,
		status: "active",
		token: knownSecret(state, inputs),
	});
}

/** The recorded secret, or the one that `adopt` gives later for a token that was adopted without it. */
export function knownSecret(state: RecordedState, inputs: DeployTokenInputs): string | undefined {
	if (state.token !== undefined || adoptedId(inputs) !== state.tokenId) return state.token;
	return inputs.adopt?.token;
}

/** What a state records of a declaration unchanged; the username is resolved, or left to GitLab. */
function inputKeys(
	source: DeployTokenInputs | DeployTokenState,
): Omit<DeployTokenInputs, "status" | "adopt"> {
	const { username: _, ...others } = pickHeld<DeployTokenInputs | DeployTokenState, RecordedName>(
		source,
		RECORDED_NAMES,
	);
	return others;
}
