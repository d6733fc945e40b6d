import type { dynamic } from "@pulumi/pulumi";
import { GitLabDeployTokenError } from "../../api/errors";
import { holderOf } from "../../model/token/read-state";
import { type DeployTokenState, importedState, inputsOf } from "../../model/token/state";
import { formatTokenId, parseTokenId } from "../../model/values/token-id";
import type { Operation } from "../operation";
import { tokenLabel } from "./messages";

/**
 * Reads a token of which only the ID is known, for `pulumi import`, the option `import` and lookups. The result is
 * everything that GitLab shows: the secret stays unknown, and so does the time of creation.
 *
 * @returns nothing where the owner is visible and has no such token.
 * @throws GitLabDeployTokenError `INPUT_INVALID` where the ID is malformed.
 */
export async function importToken(
	operation: Operation,
	id: string,
): Promise<dynamic.ReadResult<DeployTokenState>> {
	const tokenId = parseTokenId(id);
	if (tokenId === undefined)
		throw new GitLabDeployTokenError(
			"INPUT_INVALID",
			`${JSON.stringify(id)} is not the ID of a deploy token.`,
			"Write it as `projects/<number>/deploy_tokens/<number>` or `groups/<number>/deploy_tokens/<number>`.",
		);
	const { context, client, deadline, settings } = operation;
	const wire = await context.reads.read(client, tokenId, deadline);
	if (wire === undefined) return {};
	const state = importedState(tokenId, wire, { host: settings.baseUrl, nowMs: operation.now() });
	const record = { id: tokenId, state };
	context.claims.seen(operation.claim(record), holderOf(state, context.call?.resource), tokenLabel(record));
	return {
		id: formatTokenId(tokenId),
		props: state,
		inputs: inputsOf(state) as unknown as DeployTokenState,
	};
}
