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

/** A recorded token, whoever recorded it. */
export interface ReadRecord {
	readonly record: TokenRecord<DeployTokenState>;
	/** Whether pulumi-gitlab recorded it, and this provider is to take it over. */
	readonly isForeign: boolean;
}

/**
 * The recorded token, from what the engine hands over. One that pulumi-gitlab recorded names no GitLab: it is taken to
 * be in the one that the connection leads to.
 *
 * @throws GitLabDeployTokenError `DEPLOY_TOKEN_STATE_UNREADABLE` where it is no state of either.
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
 * Makes sure that a token can be taken over from pulumi-gitlab as it is. GitLab is asked whatever the settings say:
 * nothing else tells whether it is the token's GitLab.
 *
 * @throws GitLabDeployTokenError `DEPLOY_TOKEN_MISMATCH` where it would be replaced: the engine would need the plug-in
 * of pulumi-gitlab to delete it, and the token would live on.
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
