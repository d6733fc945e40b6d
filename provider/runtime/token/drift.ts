import { findDeployToken, type ObservedToken } from "../../api/deploy-tokens";
import { isGitLabDeployTokenError } from "../../api/errors";
import type { Owner } from "../../api/owner";
import { identityDifferences } from "../../model/token/identity";
import { type DeployTokenInputs, declaredOwner, type TokenStatus } from "../../model/token/inputs";
import type { TokenRecord } from "../../model/token/record";
import { isDueForRotation } from "../../model/token/rotation";
import type { RecordedState } from "../../model/token/state";
import { observedStatus, recordedStatus } from "../../model/token/status";
import type { Operation } from "../operation";
import { explainLostOwner } from "./lost-owner";
import {
	describeDifferences,
	describeStatus,
	noCredentialWarning,
	ownerReplaced,
	tokenLabel,
} from "./messages";

/** Why a token must be replaced though its declaration did not change. */
export interface Drift {
	readonly properties: readonly string[];
	/** What was observed of which token, without a full stop. */
	readonly seen: string;
	/** The recorded token is inactive. */
	readonly dead: boolean;
}

/** How a token is read; by default together with all others of this run. */
export type ReadToken = (operation: Operation, record: TokenRecord) => Promise<ObservedToken>;

const readWithCache: ReadToken = ({ context, client, deadline }, { id }) =>
	context.reads.read(client, id, deadline);

/** What GitLab shows under a recorded number. @throws an error that distinguishes a lost owner from a lost token. */
export async function readRecorded(
	operation: Operation,
	record: TokenRecord,
	read: ReadToken = readWithCache,
): Promise<ObservedToken> {
	try {
		return await read(operation, record);
	} catch (error) {
		throw await explainLostOwner(operation, record, error);
	}
}

/**
 * Whether GitLab, or the clock, contradict the record.
 *
 * GitLab's status counts where it is read; elsewhere the recorded one, as far as it is still true. A declared
 * `expiresAt` that has passed does not get here: `check` refuses it.
 */
export async function findDrift(
	operation: Operation,
	record: TokenRecord,
	inputs: DeployTokenInputs,
): Promise<Drift | undefined> {
	const { state } = record;
	const drift = (properties: readonly string[], seen: string, dead: boolean): Drift => ({
		properties,
		dead,
		seen: `${tokenLabel(record)} ${seen}`,
	});

	let status: TokenStatus | "gone";
	if (readsGitLab(operation)) {
		const seen = await readOrFindReplacedOwner(operation, record, inputs);
		if (seen !== undefined && "owner" in seen) return replacedOwner(record, seen.owner);
		const differences = seen === undefined ? [] : identityDifferences(state, seen);
		if (differences.length > 0) return drift(differences, describeDifferences(differences), true);
		status = seen === undefined ? "gone" : observedStatus(seen, operation.now());
	} else {
		if (isDueByDate(operation, state, inputs)) await learnTime(operation, record);
		status = recordedStatus(state, operation.now());
	}
	if (status !== "active") return drift(["status"], describeStatus(status, state), true);
	if (isDueForRotation(state.expiresAt, inputs.rotateBefore, operation.now()))
		return drift(
			["expiresAt"],
			`expires at ${state.expiresAt}, within rotateBefore ${inputs.rotateBefore} of now`,
			false,
		);
	return undefined;
}

function isDueByDate(
	operation: Operation,
	state: RecordedState,
	{ rotateBefore }: DeployTokenInputs,
): boolean {
	const nowMs = operation.now();
	return recordedStatus(state, nowMs) === "expired" || isDueForRotation(state.expiresAt, rotateBefore, nowMs);
}

/**
 * Sends a request where nothing has shown GitLab's clock in this process: by this machine's alone, which can be
 * ahead, an active token would be replaced. Where GitLab does not respond, this machine's counts.
 */
async function learnTime(operation: Operation, { id }: TokenRecord): Promise<void> {
	const { context, settings } = operation;
	if (settings.token === undefined || operation.client.knowsTime) return;
	const read = () => findDeployToken(operation.client, id, operation.deadline);
	await context.timeRequests.get(settings.connection, read).catch(() => undefined);
}

/** Whether GitLab is read in a preview; where only a credential is missing for that, the user is warned. */
export function readsGitLab(operation: Operation): boolean {
	const { settings } = operation;
	if (settings.driftDetection !== "preview") return false;
	if (settings.token === undefined) operation.report(noCredentialWarning(settings));
	return settings.token !== undefined;
}

/** Where the recorded owner is gone and its path resolves to another one, the declaration means that one. */
async function readOrFindReplacedOwner(
	operation: Operation,
	record: TokenRecord,
	inputs: DeployTokenInputs,
): Promise<ObservedToken | { readonly owner: Owner }> {
	try {
		return await readRecorded(operation, record);
	} catch (error) {
		const declared = declaredOwner(inputs);
		if (!isGitLabDeployTokenError(error, "GITLAB_OWNER_NOT_VISIBLE") || typeof declared.ref === "number")
			throw error;
		const owner = await operation.resolveOwner(declared).catch(() => record.id.owner);
		if (owner.ref === record.id.owner.ref) throw error;
		return { owner };
	}
}

function replacedOwner(record: TokenRecord, owner: Owner): Drift {
	return { properties: [owner.kind], dead: false, seen: ownerReplaced(record, owner) };
}
