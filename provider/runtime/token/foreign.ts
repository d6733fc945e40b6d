import { GitLabDeployTokenError } from "../../api/errors";
import { readForeignState } from "../../model/token/foreign-state";
import { identityDifferences } from "../../model/token/identity";
import { readState } from "../../model/token/read-state";
import type { TokenRecord } from "../../model/token/record";
import type { DeployTokenState } from "../../model/token/state";
import { formatTokenId } from "../../model/values/token-id";
import type { ProviderContext } from "../context";
import { Operation } from "../operation";
import { readRecorded } from "./drift";
import { tokenLabel } from "./messages";

/** A recorded token, whichever provider recorded it. */
export interface ReadRecord {
	readonly record: TokenRecord<DeployTokenState>;
	/** Whether pulumi-gitlab recorded it, and this provider is to take it over. */
	readonly isForeign: boolean;
}

/**
 * The recorded token, from what the engine passes. One that pulumi-gitlab recorded names no GitLab: it is assumed
 * to be in the one of the connection.
 *
 * @throws GitLabDeployTokenError `DEPLOY_TOKEN_STATE_UNREADABLE` where it is a state of neither.
 */
export async function readRecord(
	context: ProviderContext,
	{ id, props, connection }: { id: string; props: unknown; connection?: unknown },
): Promise<ReadRecord> {
	const resource = context.call?.resource;
	const foreign = readForeignState(id, props);
	if (foreign === undefined) return { record: readState(id, props, resource), isForeign: false };
	const { tokenId, properties, isMoved } = foreign;
	const operation = Operation.begin(context, typeof connection === "string" ? { connection } : {});
	const owner = await operation.resolveOwner(foreign.owner);
	const own = isMoved ? properties : { ...properties, host: operation.settings.baseUrl };
	return { record: readState(formatTokenId({ owner, tokenId }), own, resource), isForeign: !isMoved };
}

/**
 * Makes sure that a token can be taken over from pulumi-gitlab unchanged. GitLab is read whatever the settings are:
 * nothing else proves that it is the token's GitLab.
 *
 * @throws GitLabDeployTokenError `DEPLOY_TOKEN_MISMATCH` where it would be replaced: the engine would need the
 * pulumi-gitlab plugin to delete it, and the token would remain.
 */
export async function assertMovable(
	operation: Operation,
	record: TokenRecord<DeployTokenState>,
	replaces: readonly string[],
): Promise<void> {
	if (replaces.length > 0) throw notMovable(record, `${replaces.join(", ")} would replace it`);
	const wire = await readRecorded(operation, record);
	if (wire === undefined) throw notMovable(record, `${operation.settings.baseUrl} does not have it`);
	const differences = identityDifferences(record.state, wire);
	if (differences.length > 0)
		throw notMovable(
			record,
			`${operation.settings.baseUrl} has another token under its ID, which differs in ${differences.join(", ")}`,
		);
}

function notMovable(record: TokenRecord, why: string): GitLabDeployTokenError {
	return new GitLabDeployTokenError(
		"DEPLOY_TOKEN_MISMATCH",
		`The ${tokenLabel(record)} cannot be taken over from pulumi-gitlab: ${why}.`,
		"Declare it as GitLab has it, and run `pulumi up`; it can be changed afterwards.",
	);
}
