import type { NewDeployToken } from "../../api/deploy-tokens";
import { parseDuration } from "../../api/duration";
import { GitLabDeployTokenError } from "../../api/errors";
import type { CreatedTokenWire, DeployTokenWire } from "../../api/schemas";
import { defaultUsername } from "../values/default-username";
import { compact, pickHeld } from "../values/held";
import { hasPassed, NEVER, parseInstant, readInstant } from "../values/instants";
import { parseTokenId } from "../values/token-id";
import { FIELDS, namesWhere, type RecordedName, type RequiredName, type TokenProperties } from "./fields";
import { adoptedId, type DeployTokenInputs, type TokenStatus } from "./inputs";
import type { TokenRecord } from "./record";
import { type RecordedProperties, upgradeState } from "./state-upgrade";

/** What every recorded token has, declared or not. */
type AlwaysRecorded = RequiredName | "username";

/** A deploy token as it is recorded: the inputs as resolved, and what only GitLab knew. An absent expiry is "never". */
export interface RecordedState
	extends Pick<TokenProperties, AlwaysRecorded>,
		Partial<Pick<TokenProperties, Exclude<RecordedName, AlwaysRecorded>>> {
	/** GitLab chose the user name, and not in the shape that this version knows. Absent: see {@link hasDefaultUsername}. */
	readonly usernameIsDefault?: boolean;
	/** `gone`: a refresh found that its owner does not have it any more. */
	readonly status: TokenStatus | "gone";
	readonly tokenId: number;
	/** The secret. GitLab showed it once; every later state carries it over. */
	readonly token?: string;
	/** Base URL of the GitLab that holds the token. */
	readonly host: string;
}

/** What of a declaration is recorded. */
const RECORDED = namesWhere("heldBy", "owner", "gitlab", "state");

/** What an update records anew: GitLab holds the rest, and cannot edit it. */
const UPDATABLE = namesWhere("heldBy", "owner", "state");

const UNDECLARED = Object.fromEntries(UPDATABLE.map((name) => [name, undefined]));

/** What the state keeps of a `DeployToken`. */
export interface DeployTokenState extends RecordedState {
	readonly status: TokenStatus;
	/** When the token was made or taken over, by the clock of the machine that did it. UTC. */
	readonly createdAt: string;
}

/** When a token that is created now will expire; `undefined` for "never". */
export function plannedExpiry(
	{ expiresAt, expiresIn }: DeployTokenInputs,
	nowMs: number,
): string | undefined {
	const lifetimeMs = expiresIn === undefined ? undefined : parseDuration(expiresIn);
	return lifetimeMs === undefined ? expiresAt : new Date(nowMs + lifetimeMs).toISOString();
}

/** What GitLab is asked to create. */
export function toNewDeployToken(inputs: DeployTokenInputs, expiresAt: string | undefined): NewDeployToken {
	const { name, scopes, username } = inputs;
	return {
		name,
		scopes,
		...(username === undefined ? {} : { username }),
		...(expiresAt === undefined ? {} : { expires_at: expiresAt }),
	};
}

/**
 * The state of a token that was just created.
 *
 * Only the number and the secret must have come back: the rest falls back to what was asked for,
 * since nothing may fail once GitLab has shown the secret.
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

/** The state of a token that was taken over; without its secret where none was given. */
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

/**
 * The state after GitLab was read, whose row is the recorded token: of what GitLab shows only the status can change,
 * and the secret is from before.
 */
export function observedState<State extends RecordedState>(
	state: State,
	wire: DeployTokenWire,
	nowMs: number,
): State & { readonly status: TokenStatus } {
	return { ...state, status: observedStatus(wire, nowMs) };
}

/** What is recorded of a token's status, as far as it is still true: a wrong clock may have called it expired. */
export function recordedStatus({ status, expiresAt }: RecordedState, nowMs: number): RecordedState["status"] {
	if (status === "revoked" || status === "gone") return status;
	if (expiresAt === undefined) return status;
	return hasPassed(expiresAt, nowMs) ? "expired" : "active";
}

/** Whether GitLab chose the user name, which then is not declared. */
export function hasDefaultUsername({ username, tokenId, usernameIsDefault }: RecordedState): boolean {
	return usernameIsDefault === true || username === defaultUsername(tokenId);
}

/** The inputs that would declare this state; a default username is left undeclared. */
export function inputsOf(state: DeployTokenState): DeployTokenInputs {
	return compact({
		...inputKeys(state),
		expiresAt: state.expiresIn === undefined ? state.expiresAt : undefined,
		username: hasDefaultUsername(state) ? undefined : state.username,
		status: state.status,
	});
}

/**
 * The state after an in-place change: what only the state knows is declared anew, all else is as it was. A token that
 * is updated was found to be active.
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

/** How long GitLab's `expired` can lag behind `expires_at`: a day where days are compared, and the time zones. */
const EXPIRED_LAG_MS = 2 * 24 * 60 * 60 * 1000;

/**
 * GitLab's own flags, and its clock for as long as its `expired` can lag on servers that compare days instead of
 * instants. Beyond that the flag counts: the clock comes from a header that a proxy with a wrong clock may have
 * replaced, and a token that lives must not be taken for an expired one.
 */
export function observedStatus(
	wire: Pick<DeployTokenWire, "revoked" | "expired" | "expires_at">,
	nowMs: number,
): TokenStatus {
	if (wire.revoked) return "revoked";
	const expiresAt = wireInstant(wire.expires_at);
	const hadPassed = (atMs: number) => expiresAt !== undefined && hasPassed(expiresAt, atMs);
	const isDenied = wire.expired === false && hadPassed(nowMs - EXPIRED_LAG_MS);
	return wire.expired || (hadPassed(nowMs) && !isDenied) ? "expired" : "active";
}

/**
 * GitLab's `expires_at`, in UTC; `undefined` for "never".
 *
 * @throws GitLabDeployTokenError `GITLAB_ANSWER_UNREADABLE` for what is no instant: taken for "never" it would be
 * a difference, and every token would be replaced.
 */
export function wireInstant(expiresAt: string | null | undefined): string | undefined {
	if (expiresAt === undefined || expiresAt === null) return undefined;
	const instant = readInstant(expiresAt);
	if (instant === undefined)
		throw new GitLabDeployTokenError(
			"GITLAB_ANSWER_UNREADABLE",
			"GitLab answered with a deploy token whose `expires_at` is not an instant.",
			"Check whether a proxy in between modifies responses, and that the base URL is a GitLab.",
		);
	return instant === NEVER ? undefined : instant;
}

/** The same for a response that must not fail any more. */
function createdInstant(expiresAt: string | null | undefined): string | undefined {
	const instant = readInstant(expiresAt ?? "");
	return instant === NEVER ? undefined : instant;
}

/**
 * The recorded state, from what the engine hands over.
 *
 * @throws GitLabDeployTokenError `DEPLOY_TOKEN_STATE_UNREADABLE` where it is not a state of ours.
 */
export function readState(id: string, props: unknown): TokenRecord<DeployTokenState> {
	const tokenId = parseTokenId(id);
	if (tokenId === undefined)
		throw unreadableState(id, "its id is not `projects/<number>/deploy_tokens/<number>`");
	const upgraded = upgradeState(
		(typeof props === "object" && props !== null ? props : {}) as RecordedProperties,
	);
	if ("reason" in upgraded) throw unreadableState(id, upgraded.reason, upgraded.hint);
	const raw = upgraded.value;
	const wrong = Object.entries(STATE_SHAPE).find(([key, fits]) => !fits(raw[key]));
	if (wrong !== undefined) throw unreadableState(id, `\`${wrong[0]}\` is missing or malformed`);
	const { kind, ref } = tokenId.owner;
	const owner = raw[kind];
	if (owner === undefined || (typeof owner === "number" && owner !== ref))
		throw unreadableState(id, `\`${kind}\` is not the owner in the id`);
	if (raw[kind === "project" ? "group" : "project"] !== undefined)
		throw unreadableState(id, "it names both a project and a group");
	if (raw.tokenId !== tokenId.tokenId) throw unreadableState(id, "`tokenId` is not the number in the id");
	const { __provider, ...rest } = raw;
	const state = rest as unknown as DeployTokenState;
	return { id: tokenId, state, holder: holderOf(state) };
}

/** Who holds a token: another resource with the same number was made at another time, with another secret. */
export function holderOf({ createdAt, token = "" }: DeployTokenState): string {
	return `${createdAt} ${token}`;
}

const isText = (value: unknown) => typeof value === "string" && value !== "";

/** The shape of each recorded property, in the order in which they are looked at. */
const STATE_SHAPE: Readonly<Record<string, (value: unknown) => boolean>> = {
	...Object.fromEntries(RECORDED.map((name) => [name, FIELDS[name].isRecordable])),
	usernameIsDefault: (value) => value === undefined || typeof value === "boolean",
	status: (value) => value === "active" || value === "revoked" || value === "expired",
	tokenId: (value) => typeof value === "number",
	token: (value) => value === undefined || isText(value),
	createdAt: (value) => "value" in parseInstant(value),
	host: isText,
};

function unreadableState(id: string, why: string, hint = STATE_LOST): GitLabDeployTokenError {
	return new GitLabDeployTokenError(
		"DEPLOY_TOKEN_STATE_UNREADABLE",
		`The recorded state of ${JSON.stringify(id)} cannot be read: ${why}.`,
		hint,
	);
}

const STATE_LOST =
	"Restore the stack's state from a backup, or take the resource out with `pulumi state delete`; the token stays in GitLab until it is deleted there.";

/** What a state records of a declaration as it stands there; the user name is resolved, or left to GitLab. */
function inputKeys(
	source: DeployTokenInputs | DeployTokenState,
): Omit<DeployTokenInputs, "status" | "adopt"> {
	const { username: _, ...others } = pickHeld<DeployTokenInputs | DeployTokenState, RecordedName>(
		source,
		RECORDED,
	);
	return others;
}
