import type { Deadline } from "../../api/client";
import { isGitLabDeployTokenError } from "../../api/errors";
import type { Settings } from "../../api/settings";
import { driftedProperties } from "../../model/token/drift";
import { type DeployTokenInputs, declaredOwner } from "../../model/token/inputs";
import { isDueForRotation } from "../../model/token/rotation";
import { type HeldDeployToken, observedState } from "../../model/token/state";
import { hasPassed } from "../../model/values/instants";
import type { TokenId } from "../../model/values/token-id";
import type { World } from "../context";
import type { lookAt, Observation } from "../process/token-read-cache";
import { explainLostOwner } from "./lost-owner";
import { ownerReplaced, tokenLabel, uncheckedSentence, whatWasSeen } from "./messages";

/** A token as the state knows it. */
export interface Recorded<State extends HeldDeployToken = HeldDeployToken> {
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
	readonly look?: typeof lookAt;
	readonly deadline?: Deadline | undefined;
}

/** What GitLab shows of a recorded token. @throws an error that tells a lost owner from a lost token. */
export async function observe(
	world: World,
	recorded: Recorded,
	settings: Settings,
	{ look = world.observations.observe.bind(world.observations), deadline: until }: Looking = {},
): Promise<Observation> {
	const rest = world.connections.open(settings.connection);
	const deadline = until ?? rest.deadline();
	try {
		return await look(rest, recorded.id, deadline);
	} catch (error) {
		throw await explainLostOwner(error, rest, recorded.id, recorded.state, deadline);
	}
}

/**
 * Whether the clock or GitLab say otherwise than the state: the clock first, since it costs no request.
 *
 * A declared `expiresAt` that has passed does not come this far: `check` refuses it.
 */
export async function findDrift(
	world: World,
	recorded: Recorded,
	inputs: DeployTokenInputs,
	settings: Settings,
	deadline?: Deadline,
): Promise<Drift | undefined> {
	const { id, state } = recorded;
	const nowMs = world.clock.now();
	const drift = (properties: readonly string[], seen: string): Drift => ({
		properties,
		dead: properties.includes("status"),
		seen: `${tokenLabel(id, state)} ${seen}`,
	});

	const byClock = state.expiresAt !== undefined && hasPassed(state.expiresAt, nowMs);
	const known: HeldDeployToken = byClock ? { ...state, status: "expired" } : state;
	if (known.status !== "active") return drift(["status"], whatWasSeen(known, []));

	if (settings.driftDetection === "preview") {
		if (settings.token === undefined) world.report(uncheckedSentence(settings));
		else {
			const seen = await observeOrFindReplacedOwner(world, recorded, inputs, settings, deadline);
			if (seen !== undefined && "seen" in seen) return seen;
			if (seen === undefined) return drift(["status"], whatWasSeen(undefined, []));
			const observed = observedState(state, seen, nowMs);
			const properties = driftedProperties(state, observed);
			if (properties.length > 0) return drift(properties, whatWasSeen(observed, properties));
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
	world: World,
	recorded: Recorded,
	inputs: DeployTokenInputs,
	settings: Settings,
	deadline: Deadline | undefined,
): Promise<Observation | Drift> {
	try {
		return await observe(world, recorded, settings, { deadline });
	} catch (error) {
		const declared = declaredOwner(inputs);
		if (!isGitLabDeployTokenError(error, "GITLAB_OWNER_NOT_VISIBLE") || typeof declared.ref === "number")
			throw error;
		const rest = world.connections.open(settings.connection);
		const until = deadline ?? rest.deadline();
		const owner = await world.owners.resolve(rest, declared, until).catch(() => recorded.id.owner);
		if (owner.ref === recorded.id.owner.ref) throw error;
		return {
			properties: [owner.kind],
			dead: false,
			seen: ownerReplaced(recorded.id, recorded.state, owner),
		};
	}
}
