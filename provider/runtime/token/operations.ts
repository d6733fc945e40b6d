import type { Deadline } from "../../api/client";
import { deleteDeployToken } from "../../api/deploy-tokens";
import { GitLabDeployTokenError, isGitLabDeployTokenError } from "../../api/errors";
import { COLLECTION, type Owner, type OwnerRef, ownerLabel } from "../../api/owner";
import type { Settings } from "../../api/settings";
import { declaredChanges } from "../../model/token/changes";
import { connectionOf, type DeployTokenInputs, declaredOwner } from "../../model/token/inputs";
import {
	createdState,
	type DeployTokenState,
	type HeldDeployToken,
	plannedExpiry,
	toNewDeployToken,
} from "../../model/token/state";
import { hasPassed } from "../../model/values/instants";
import { isUnknown } from "../../model/values/unknown";
import type { World } from "../context";
import { lookAt, type Observation } from "../process/token-read-cache";
import { adopt, stillAdoptedError } from "./adoption";
import { findDrift, type Looking, observe, type Recorded } from "./drift";
import { declarationChanged, replacementSentence, tokenLabel } from "./messages";

/** What must happen to a recorded token so that GitLab holds what is declared. */
export type Decision =
	| { readonly kind: "keep" }
	/** Only the state changes. */
	| { readonly kind: "update" }
	| {
			readonly kind: "replace";
			readonly properties: readonly string[];
			/** Why, where it is not the declaration that changed. */
			readonly sentence?: string;
			/** The recorded token works no more. */
			readonly dead: boolean;
	  };

/**
 * Decides about one recorded token.
 *
 * Declared changes are decided first, without a request. Then the clock, and GitLab, are asked whether
 * the token still is what was recorded.
 *
 * @throws GitLabDeployTokenError `DEPLOY_TOKEN_ADOPTED` where a token that `adopt` still names would be replaced.
 */
export async function decide(
	world: World,
	recorded: Recorded,
	inputs: DeployTokenInputs,
	settings: Settings,
	deadline?: Deadline,
): Promise<Decision> {
	const { id, state } = recorded;
	world.creations.noteKnown(state.host, id.tokenId);
	const adopted = inputs.adopt?.tokenId === id.tokenId;
	const declared = declaredChanges(id, state, inputs);
	// What is not known yet replaces in a preview, as far as anyone can tell; what was taken over waits for it.
	const isOpen = (key: string) => adopted && isUnknown(inputs[key as keyof DeployTokenInputs]);
	const replaces = declared.replaces.filter((key) => !isOpen(key));
	if (
		replaces.length === 0 &&
		(await leadsElsewhere(world, id.owner, declared.ownerInQuestion, settings, deadline))
	)
		replaces.push(id.owner.kind);
	if (replaces.length > 0) {
		if (adopted) throw stillAdoptedError(declarationChanged(id, state, replaces));
		return { kind: "replace", properties: replaces, dead: false };
	}
	if (declared.replaces.length > 0) return { kind: "update" };

	const drift = await findDrift(world, recorded, inputs, settings, deadline);
	if (drift !== undefined) {
		const { properties, dead, seen } = drift;
		if (adopted) throw stillAdoptedError(seen);
		return { kind: "replace", properties, dead, sentence: replacementSentence(seen) };
	}
	return { kind: declared.updates.length > 0 || state.host !== settings.baseUrl ? "update" : "keep" };
}

/** Creates a token, or takes one over. After GitLab has answered 201 nothing here can fail: the secret would be lost. */
export async function createToken(
	world: World,
	inputs: DeployTokenInputs,
	deadline?: Deadline,
): Promise<Recorded<DeployTokenState>> {
	if (inputs.adopt !== undefined) return adopt(world, inputs, inputs.adopt, deadline);
	const nowMs = world.clock.now();
	const expiresAt = plannedExpiry(inputs, nowMs);
	if (expiresAt !== undefined && hasPassed(expiresAt, nowMs))
		throw new GitLabDeployTokenError(
			"DEPLOY_TOKEN_ALREADY_EXPIRED",
			`The deploy token ${JSON.stringify(inputs.name)} was not created: its expiresAt, ${expiresAt}, has passed.`,
			"Declare a later expiresAt.",
		);
	const declared = declaredOwner(inputs);
	try {
		const rest = world.connections.open(connectionOf(inputs));
		const until = deadline ?? rest.deadline();
		const owner = await world.owners.resolve(rest, declared, until);
		const asked = toNewDeployToken(inputs, expiresAt);
		const lifetime = inputs.expiresIn !== undefined;
		const created = await world.creations.create(rest, owner, asked, until, { lifetime });
		const { baseUrl: host } = rest.settings;
		return {
			id: { owner, tokenId: created.id },
			state: createdState(inputs, created, { expiresAt, host, nowMs }),
		};
	} catch (error) {
		throw about(
			error,
			`The deploy token ${JSON.stringify(inputs.name)} of ${ownerLabel(declared)} was not created`,
		);
	}
}

/**
 * Deletes a token, after making sure that it is the recorded one. Gone already is done, and so is an owner
 * that the settings name as forgotten.
 *
 * @param look How to look at the token first; the caller answers for it being recent.
 */
export async function deleteToken(
	world: World,
	recorded: Recorded,
	settings: Settings,
	{ look = lookAt, deadline }: Looking = {},
): Promise<void> {
	if (isForgotten(recorded.id.owner, settings)) return;
	// A GitLab that was restored gives its numbers again: what was just made is not what was to go.
	const { tokenId } = recorded.id;
	if (world.creations.isSuccessor(settings.baseUrl, tokenId, recorded.state.token)) return;
	const observed = await observe(world, recorded, settings, { look, deadline });
	if (observed === undefined) return;
	assertOurs(recorded.state, observed);
	const rest = world.connections.open(settings.connection);
	try {
		await deleteDeployToken(rest, recorded.id.owner, recorded.id.tokenId, deadline);
	} catch (error) {
		throw about(error, `The ${tokenLabel(recorded.id, recorded.state)} was not deleted`);
	}
	world.observations.noteDeleted(rest, recorded.id);
}

/** Whether the settings name this owner as one that is known to be gone. */
export function isForgotten(owner: Owner, settings: Settings): boolean {
	return settings.forgetOwners.includes(`${COLLECTION[owner.kind]}/${owner.ref}`);
}

/** Whether a path that is spelt otherwise than before leads to another owner; one GET. */
async function leadsElsewhere(
	world: World,
	recorded: Owner,
	inQuestion: OwnerRef | undefined,
	settings: Settings,
	deadline: Deadline | undefined,
): Promise<boolean> {
	if (inQuestion === undefined) return false;
	const rest = world.connections.open(settings.connection);
	const owner = await world.owners.resolve(rest, inQuestion, deadline ?? rest.deadline());
	return owner.ref !== recorded.ref;
}

/** A number can be given to another token where a GitLab was restored or set up anew. */
function assertOurs(state: HeldDeployToken, observed: NonNullable<Observation>): void {
	if (observed.name === state.name && observed.username === state.username) return;
	throw new GitLabDeployTokenError(
		"DEPLOY_TOKEN_NOT_OURS",
		`Deploy token ${state.tokenId} was not deleted: GitLab knows it as ${JSON.stringify(observed.name)} with username ${JSON.stringify(observed.username)}, the state as ${JSON.stringify(state.name)} with ${JSON.stringify(state.username)}.`,
		"It may be somebody else's, for example after GitLab was restored from a backup. If it is not yours, take the resource out with `pulumi state delete`; if it is, run `pulumi refresh` first.",
	);
}

/** The same failure, told with what it prevented. */
function about(error: unknown, what: string): unknown {
	if (!isGitLabDeployTokenError(error) || error.code === "CREATE_UNCERTAIN") return error;
	return new GitLabDeployTokenError(error.code, `${what}: ${error.message}`, error.hint);
}
