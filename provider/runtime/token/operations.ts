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
	plannedExpiry,
	type RecordedState,
	toNewDeployToken,
} from "../../model/token/state";
import { hasPassed } from "../../model/values/instants";
import { isUnknown } from "../../model/values/unknown";
import type { ProviderContext } from "../context";
import { type ObservedToken, readToken } from "../process/token-read-cache";
import { adopt, stillAdoptedError } from "./adoption";
import { findDrift, type Looking, readWithCache, type TokenRecord } from "./drift";
import { declarationChanged, replacementMessage, tokenLabel } from "./messages";

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
	context: ProviderContext,
	recorded: TokenRecord,
	inputs: DeployTokenInputs,
	settings: Settings,
	deadline?: Deadline,
): Promise<Decision> {
	const { id, state } = recorded;
	context.creator.noteKnown(state.host, id.tokenId);
	const adopted = inputs.adopt?.tokenId === id.tokenId;
	const declared = declaredChanges(id, state, inputs);
	// What is not known yet replaces in a preview, as far as anyone can tell; what was taken over waits for it.
	const isOpen = (key: string) => adopted && isUnknown(inputs[key as keyof DeployTokenInputs]);
	const replaces = declared.replaces.filter((key) => !isOpen(key));
	if (
		replaces.length === 0 &&
		(await resolvesToOtherOwner(context, id.owner, declared.ownerInQuestion, settings, deadline))
	)
		replaces.push(id.owner.kind);
	if (replaces.length > 0) {
		if (adopted) throw stillAdoptedError(declarationChanged(id, state, replaces));
		return { kind: "replace", properties: replaces, dead: false };
	}
	if (declared.replaces.length > 0) return { kind: "update" };

	const drift = await findDrift(context, recorded, inputs, settings, deadline);
	if (drift !== undefined) {
		const { properties, dead, seen } = drift;
		if (adopted) throw stillAdoptedError(seen);
		return { kind: "replace", properties, dead, sentence: replacementMessage(seen) };
	}
	return { kind: declared.updates.length > 0 || state.host !== settings.baseUrl ? "update" : "keep" };
}

/** Creates a token, or takes one over. After GitLab has answered 201 nothing here can fail: the secret would be lost. */
export async function createToken(
	context: ProviderContext,
	inputs: DeployTokenInputs,
	deadline?: Deadline,
): Promise<TokenRecord<DeployTokenState>> {
	if (inputs.adopt !== undefined) return adopt(context, inputs, inputs.adopt, deadline);
	const nowMs = context.clock.now();
	const expiresAt = plannedExpiry(inputs, nowMs);
	if (expiresAt !== undefined && hasPassed(expiresAt, nowMs))
		throw new GitLabDeployTokenError(
			"DEPLOY_TOKEN_ALREADY_EXPIRED",
			`The deploy token ${JSON.stringify(inputs.name)} was not created: its expiresAt, ${expiresAt}, has passed.`,
			"Declare a later expiresAt.",
		);
	const declared = declaredOwner(inputs);
	try {
		const client = context.connections.open(connectionOf(inputs));
		const until = deadline ?? client.deadline();
		const owner = await context.owners.resolve(client, declared, until);
		const asked = toNewDeployToken(inputs, expiresAt);
		const lifetime = inputs.expiresIn !== undefined;
		const created = await context.creator.create(client, owner, asked, until, { lifetime });
		const { baseUrl: host } = client.settings;
		return {
			id: { owner, tokenId: created.id },
			state: createdState(inputs, created, { expiresAt, host, nowMs }),
		};
	} catch (error) {
		throw withContext(
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
	context: ProviderContext,
	recorded: TokenRecord,
	settings: Settings,
	{ look = readToken, deadline }: Looking = {},
): Promise<void> {
	if (isForgotten(recorded.id.owner, settings)) return;
	// A GitLab that was restored gives its numbers again: what was just made is not what was to go.
	const { tokenId } = recorded.id;
	if (context.creator.isSuccessor(settings.baseUrl, tokenId, recorded.state.token)) return;
	const observed = await readWithCache(context, recorded, settings, { look, deadline });
	if (observed === undefined) return;
	assertOurs(recorded.state, observed);
	const client = context.connections.open(settings.connection);
	try {
		await deleteDeployToken(client, recorded.id.owner, recorded.id.tokenId, deadline);
	} catch (error) {
		throw withContext(error, `The ${tokenLabel(recorded.id, recorded.state)} was not deleted`);
	}
	context.reads.noteDeleted(client, recorded.id);
}

/** Whether the settings name this owner as one that is known to be gone. */
export function isForgotten(owner: Owner, settings: Settings): boolean {
	return settings.forgetOwners.includes(`${COLLECTION[owner.kind]}/${owner.ref}`);
}

/** Whether a path that is spelt otherwise than before leads to another owner; one GET. */
async function resolvesToOtherOwner(
	context: ProviderContext,
	recorded: Owner,
	inQuestion: OwnerRef | undefined,
	settings: Settings,
	deadline: Deadline | undefined,
): Promise<boolean> {
	if (inQuestion === undefined) return false;
	const client = context.connections.open(settings.connection);
	const owner = await context.owners.resolve(client, inQuestion, deadline ?? client.deadline());
	return owner.ref !== recorded.ref;
}

/** A number can be given to another token where a GitLab was restored or set up anew. */
function assertOurs(state: RecordedState, observed: NonNullable<ObservedToken>): void {
	if (observed.name === state.name && observed.username === state.username) return;
	throw new GitLabDeployTokenError(
		"DEPLOY_TOKEN_NOT_OURS",
		`Deploy token ${state.tokenId} was not deleted: GitLab knows it as ${JSON.stringify(observed.name)} with username ${JSON.stringify(observed.username)}, the state as ${JSON.stringify(state.name)} with ${JSON.stringify(state.username)}.`,
		"It may be somebody else's, for example after GitLab was restored from a backup. If it is not yours, take the resource out with `pulumi state delete`; if it is, run `pulumi refresh` first.",
	);
}

/** The same failure, told with what it prevented. */
function withContext(error: unknown, what: string): unknown {
	if (!isGitLabDeployTokenError(error) || error.code === "CREATE_UNCERTAIN") return error;
	return new GitLabDeployTokenError(error.code, `${what}: ${error.message}`, error.hint);
}
