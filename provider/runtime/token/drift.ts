import type { Deadline } from "../../api/client";
import { isGitLabDeployTokenError } from "../../api/errors";
import type { Settings } from "../../api/settings";
import { driftedProperties } from "../../model/token/drift";
import { type DeployTokenInputs, declaredOwner } from "../../model/token/inputs";
import { isDueForRotation } from "../../model/token/rotation";
import { observedState, type RecordedState } from "../../model/token/state";
import { hasPassed } from "../../model/values/instants";
import type { TokenId } from "../../model/values/token-id";
import type { ProviderContext } from "../context";
import type { ObservedToken, readToken } from "../process/token-read-cache";
import { explainLostOwner } from "./lost-owner";
import { describeDrift, noCredentialWarning, ownerReplaced, tokenLabel } from "./messages";

/** A token as the state knows it. */
export interface TokenRecord<State extends RecordedState = RecordedState> {
	readonly id: TokenId;
	readonly state: State;
}

/** Why a token must be replaced though its declaration did not change. */
export interface Drift {
	readonly properties: readonly string[];
	/** What was seen of which token, without a full stop. */
	readonly seen: string;
	/** The recorded token works no more. */
	readonly dead: boolean;
}

/** How to look at a token; by default with all others of this run, within one `operationTimeout`. */
export interface Looking {
	readonly look?: typeof readToken;
	readonly deadline?: Deadline | undefined;
}

/** What GitLab shows of a recorded token. @throws an error that tells a lost owner from a lost token. */
export async function readWithCache(
	context: ProviderContext,
	recorded: TokenRecord,
	settings: Settings,
	{ look = context.reads.read.bind(context.reads), deadline: until }: Looking = {},
): Promise<ObservedToken> {
	const client = context.connections.open(settings.connection);
	const deadline = until ?? client.deadline();
	try {
		return await look(client, recorded.id, deadline);
	} catch (error) {
		throw await explainLostOwner(error, client, recorded.id, recorded.state, deadline);
	}
}

/**
 * Whether the clock or GitLab say otherwise than the state: the clock first, since it costs no request.
 *
 * A declared `expiresAt` that has passed does not come this far: `check` refuses it.
 */
export async function findDrift(
	context: ProviderContext,
	recorded: TokenRecord,
	inputs: DeployTokenInputs,
	settings: Settings,
	deadline?: Deadline,
): Promise<Drift | undefined> {
	const { id, state } = recorded;
	const nowMs = context.clock.now();
	const drift = (properties: readonly string[], seen: string): Drift => ({
		properties,
		dead: properties.includes("status"),
		seen: `${tokenLabel(id, state)} ${seen}`,
	});

	const byClock = state.expiresAt !== undefined && hasPassed(state.expiresAt, nowMs);
	const known: RecordedState = byClock ? { ...state, status: "expired" } : state;
	if (known.status !== "active") return drift(["status"], describeDrift(known, []));

	if (settings.driftDetection === "preview") {
		if (settings.token === undefined) context.report(noCredentialWarning(settings));
		else {
			const seen = await observeOrFindReplacedOwner(context, recorded, inputs, settings, deadline);
			if (seen !== undefined && "seen" in seen) return seen;
			if (seen === undefined) return drift(["status"], describeDrift(undefined, []));
			const observed = observedState(state, seen, nowMs);
			const properties = driftedProperties(state, observed);
			if (properties.length > 0) return drift(properties, describeDrift(observed, properties));
		}
	}
	if (isDueForRotation(state.expiresAt, inputs.rotateBefore, nowMs))
		return drift(
			["expiresAt"],
			`expires at ${state.expiresAt}, within rotateBefore ${inputs.rotateBefore} of now`,
		);
	return undefined;
}

/** Where the recorded owner is gone and its path leads to another one, the declaration means that one. */
async function observeOrFindReplacedOwner(
	context: ProviderContext,
	recorded: TokenRecord,
	inputs: DeployTokenInputs,
	settings: Settings,
	deadline: Deadline | undefined,
): Promise<ObservedToken | Drift> {
	try {
		return await readWithCache(context, recorded, settings, { deadline });
	} catch (error) {
		const declared = declaredOwner(inputs);
		if (!isGitLabDeployTokenError(error, "GITLAB_OWNER_NOT_VISIBLE") || typeof declared.ref === "number")
			throw error;
		const client = context.connections.open(settings.connection);
		const until = deadline ?? client.deadline();
		const owner = await context.owners.resolve(client, declared, until).catch(() => recorded.id.owner);
		if (owner.ref === recorded.id.owner.ref) throw error;
		return {
			properties: [owner.kind],
			dead: false,
			seen: ownerReplaced(recorded.id, recorded.state, owner),
		};
	}
}
