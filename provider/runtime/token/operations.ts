import { deleteDeployToken, findDeployToken } from "../../api/deploy-tokens";
import { GitLabDeployTokenError, isGitLabDeployTokenError } from "../../api/errors";
import { type Owner, type OwnerRef, ownerId, ownerLabel } from "../../api/owner";
import { mayHaveExecuted } from "../../api/retry";
import { type Settings, settingNames } from "../../api/settings";
import { declaredChanges } from "../../model/token/changes";
import { identityDifferences } from "../../model/token/identity";
import { adoptedId, type DeployTokenInputs, declaredOwner } from "../../model/token/inputs";
import { plannedExpiry, toNewDeployToken } from "../../model/token/new-token";
import { holderOf } from "../../model/token/read-state";
import type { TokenRecord } from "../../model/token/record";
import { createdState, type DeployTokenState } from "../../model/token/state";
import { hasPassed } from "../../model/values/instants";
import { isUnknown } from "../../model/values/unknown";
import type { Operation } from "../operation";
import { adopt, alreadyClaimedError, stillAdoptedError } from "./adoption";
import { findDrift, type ReadToken, readRecorded, readsGitLab } from "./drift";
import {
	declarationChanged,
	expiredAtOnceWarning,
	forgottenWarning,
	notOursWarning,
	ownerKeptMessage,
	ownerReplaced,
	replacementMessage,
	stillHeldMessage,
	tokenLabel,
} from "./messages";

/** What must happen to a recorded token so that GitLab matches the declaration. */
export type Decision =
	| { readonly kind: "keep" }
	/** Only the state changes. */
	| { readonly kind: "update" }
	| {
			readonly kind: "replace";
			readonly properties: readonly string[];
			/** The reason, where the declaration did not change. */
			readonly message?: string;
			/** The recorded token is inactive. */
			readonly dead: boolean;
			/** The owner's ID, where the declared owner did not change: a path may resolve elsewhere by now. */
			readonly owner?: Owner;
	  };

/**
 * Decides about one recorded token.
 *
 * Declared changes are decided first, without a request. Then GitLab, or the clock, decide whether the token still
 * is as recorded.
 *
 * @param declared Its inputs, and who declares it, as `check` named it, where `check` cannot know what is recorded.
 * @throws GitLabDeployTokenError `DEPLOY_TOKEN_ADOPTED` where a token that `adopt` still names would be replaced,
 * `DEPLOY_TOKEN_MISMATCH` where a token that is kept is held or adopted by another resource too.
 */
export async function decide(
	operation: Operation,
	record: TokenRecord,
	{ inputs, label }: { inputs: DeployTokenInputs; label?: string },
): Promise<Decision> {
	const { claims } = operation.context;
	const claim = operation.claim(record);
	claims.seen(claim, record.holder, tokenLabel(record));
	const decision = await compare(operation, record, inputs);
	// What a refresh reads may be about to be deleted: that two hold one token is then no reason to leave both
	// unread.
	if (decision.kind === "replace" || claims.inRefresh) return decision;
	const adopter = claims.adopterOf(claim);
	// A declaration that adopts what it has recorded already has nothing more to do.
	if (adopter !== undefined && adopter === label && adoptedId(inputs) === record.id.tokenId)
		claims.adopted(claim);
	else if (adopter !== undefined)
		throw alreadyClaimedError(tokenLabel(record), `${adopter}, which adopts it`);
	const other = claims.otherLastingHolder(claim, record.holder);
	if (other !== undefined) throw alreadyClaimedError(tokenLabel(record), other);
	claims.hold(claim, record.holder, tokenLabel(record));
	return decision;
}

async function compare(
	operation: Operation,
	record: TokenRecord,
	inputs: DeployTokenInputs,
): Promise<Decision> {
	const { id, state } = record;
	const adopted = adoptedId(inputs) === id.tokenId;
	const declared = declaredChanges(id, state, inputs);
	// What is not known yet may replace, so a preview shows a replacement; an adopted token waits for the value.
	const isOpen = (key: string) => adopted && isUnknown(inputs[key as keyof DeployTokenInputs]);
	const replaces = declared.replaces.filter((key) => !isOpen(key));
	if (replaces.length === 0 && (await resolvesToOtherOwner(operation, id.owner, declared.ownerInQuestion)))
		replaces.push(id.owner.kind);
	if (replaces.length > 0) {
		if (adopted) throw stillAdoptedError(declarationChanged(record, replaces));
		return replacement(operation, record, { properties: replaces, dead: false });
	}
	if (declared.replaces.length > 0) return { kind: "update" };

	const drift = await findDrift(operation, record, inputs);
	if (drift !== undefined) {
		const { properties, dead, seen } = drift;
		// A refresh compares what it has read with the recorded inputs, and replaces nothing.
		if (adopted && !operation.context.claims.inRefresh) throw stillAdoptedError(seen);
		return replacement(operation, record, { properties, dead, message: replacementMessage(seen) });
	}
	const changed =
		declared.updates.length > 0 || state.host !== operation.settings.baseUrl || state.status !== "active";
	return { kind: changed ? "update" : "keep" };
}

/** Where the declared owner is as before, the replacement is created at the recorded ID. */
async function replacement(
	operation: Operation,
	record: TokenRecord,
	why: { properties: readonly string[]; dead: boolean; message?: string },
): Promise<Decision> {
	const { owner } = record.id;
	if (why.properties.some((key) => key === "project" || key === "group")) return { kind: "replace", ...why };
	const declared = declaredOwner(record.state);
	if (typeof declared.ref === "string" && readsGitLab(operation)) {
		const found = await operation.resolveOwner(declared).catch(() => owner);
		if (found.ref !== owner.ref) {
			if (await isLost(operation, record)) return replacedOwner(record, found, why);
			operation.report(ownerKeptMessage(record, found));
		}
	}
	return { kind: "replace", ...why, owner };
}

/** Where the recorded owner is gone too, the path means the owner that it resolves to now. */
function replacedOwner(
	record: TokenRecord,
	found: Owner,
	why: { properties: readonly string[]; dead: boolean },
): Decision {
	const message = replacementMessage(ownerReplaced(record, found));
	return { kind: "replace", dead: why.dead, properties: [...why.properties, found.kind], message };
}

async function isLost(operation: Operation, record: TokenRecord): Promise<boolean> {
	try {
		await operation.context.reads.read(operation.client, record.id, operation.deadline);
		return false;
	} catch (error) {
		return isGitLabDeployTokenError(error, "GITLAB_OWNER_NOT_VISIBLE");
	}
}

/** How a token is created. */
export interface CreateOptions {
	/** Who will hold it, where the record of its creation does not name them. */
	readonly holder?: string;
	/** The owner, where it is known already. */
	readonly owner?: Owner | undefined;
}

/** Creates a token, or adopts one. After GitLab has sent 201 nothing here can fail: the secret would be lost. */
export async function createToken(
	operation: Operation,
	inputs: DeployTokenInputs,
	{ holder, owner: known }: CreateOptions = {},
): Promise<TokenRecord<DeployTokenState>> {
	if (inputs.adopt !== undefined) return adopt(operation, inputs, holder);
	const declared = declaredOwner(inputs);
	const { context, settings } = operation;
	try {
		const { client, deadline } = operation;
		const owner = known ?? (await operation.resolveOwner(declared));
		if (isForgotten(owner, settings)) throw forgottenOwnerError(owner, settings);
		const { name, scopes, username, expiresIn } = inputs;
		let planned = { nowMs: 0, expiresAt: inputs.expiresAt };
		let record: TokenRecord<DeployTokenState> | undefined;
		await context.creator.create(
			{ client, owner, deadline },
			{
				key: JSON.stringify([
					name,
					scopes,
					username,
					expiresIn === undefined ? inputs.expiresAt : "lifetime",
				]),
				lifetime: expiresIn !== undefined,
				plan: () => {
					const nowMs = operation.now();
					planned = { nowMs, expiresAt: plannedExpiry(inputs, nowMs) };
					if (planned.expiresAt !== undefined && hasPassed(planned.expiresAt, nowMs))
						throw expiredError(planned.expiresAt);
					return toNewDeployToken(inputs, planned.expiresAt);
				},
				created: (wire) => {
					const state = createdState(inputs, wire, { ...planned, host: settings.baseUrl });
					record = { id: { owner, tokenId: wire.id }, state, holder: holder ?? holderOf(state) };
					context.claims.hold(operation.claim(record), record.holder, tokenLabel(record));
					if (state.status === "expired") operation.report(expiredAtOnceWarning(record));
				},
			},
		);
		return record as unknown as TokenRecord<DeployTokenState>;
	} catch (error) {
		throw withContext(
			error,
			`The deploy token ${JSON.stringify(inputs.name)} of ${ownerLabel(declared)} was not created`,
		);
	}
}

/**
 * Deletes a token, after making sure that it is the recorded one and that no other resource in this run holds it.
 * Succeeds for one that is gone already. No request is sent for an owner that the settings name as forgotten.
 *
 * @param read How to read the token first; the caller ensures that this is recent.
 */
export async function deleteToken(
	operation: Operation,
	record: TokenRecord,
	read: ReadToken = readFresh,
): Promise<void> {
	const { context, settings } = operation;
	const { id, holder } = record;
	if (isForgotten(id.owner, settings))
		return operation.report(forgottenWarning([record], settings, "not deleted"));
	const claim = operation.claim(record);
	if (isHandedOver(operation, record)) return;
	const observed = await readRecorded(operation, record, read);
	if (observed === undefined) return context.claims.release(claim, holder);
	const differences = identityDifferences(record.state, observed);
	if (differences.length > 0) {
		context.claims.release(claim, holder);
		return operation.report(notOursWarning(record, differences));
	}
	// Another resource may have adopted it while it was read.
	if (isHandedOver(operation, record)) return;
	context.claims.deleting(claim);
	try {
		await deleteDeployToken(operation.client, id.owner, id.tokenId, operation.deadline);
	} catch (error) {
		if (!mayHaveExecuted(error)) context.claims.notDeleted(claim);
		throw withContext(error, `The ${tokenLabel(record)} was not deleted`);
	}
	context.claims.release(claim, holder);
	context.reads.noteDeleted(operation.client, id);
}

/** Whether another resource in this run holds or adopts the token. */
export function isHeldElsewhere(operation: Operation, record: TokenRecord): boolean {
	return operation.context.claims.otherThan(operation.claim(record), record.holder) !== undefined;
}

/**
 * Whether another resource in this run holds or adopts the token, so that it is no longer the record's; that is
 * reported.
 */
export function isHandedOver(operation: Operation, record: TokenRecord): boolean {
	const { claims } = operation.context;
	const claim = operation.claim(record);
	const other = claims.otherThan(claim, record.holder);
	if (other === undefined) return false;
	operation.report(stillHeldMessage(record, other));
	claims.release(claim, record.holder);
	return true;
}

/** Whether the settings name this owner as gone. */
export function isForgotten(owner: Owner, settings: Settings): boolean {
	return settings.forgetOwners.includes(ownerId(owner));
}

const readFresh: ReadToken = ({ client, deadline }, { id }) => findDeployToken(client, id, deadline);

/** Whether a path that is written differently than before resolves to another owner; one GET. */
async function resolvesToOtherOwner(
	operation: Operation,
	recorded: Owner,
	inQuestion: OwnerRef | undefined,
): Promise<boolean> {
	if (inQuestion === undefined) return false;
	return (await operation.resolveOwner(inQuestion)).ref !== recorded.ref;
}

function forgottenOwnerError(owner: Owner, settings: Settings): GitLabDeployTokenError {
	const { env, config } = settingNames(settings.connection, "forgetOwners");
	return new GitLabDeployTokenError(
		"OWNER_FORGOTTEN",
		`${ownerLabel(owner)} is named in ${env} or \`${config}\`, as an owner that is gone.`,
		`Remove ${ownerId(owner)} from that setting if it still exists, or remove its tokens from the program.`,
	);
}

function expiredError(expiresAt: string): GitLabDeployTokenError {
	return new GitLabDeployTokenError(
		"DEPLOY_TOKEN_ALREADY_EXPIRED",
		`its expiresAt, ${expiresAt}, has passed.`,
		"Declare a later expiresAt.",
	);
}

/** The same failure, with what it prevented. */
function withContext(error: unknown, what: string): unknown {
	if (!isGitLabDeployTokenError(error) || error.code === "CREATE_UNCERTAIN") return error;
	return new GitLabDeployTokenError(error.code, `${what}: ${error.message}`, error.hint);
}
