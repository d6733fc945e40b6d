import type { GitLabClient } from "../../api/client";
import { GitLabDeployTokenError, isGitLabDeployTokenError } from "../../api/errors";
import { ownerId, ownerLabel } from "../../api/owner";
import { currentUsername } from "../../api/owners";
import { settingNames } from "../../api/settings";
import { declaredOwner } from "../../model/token/inputs";
import type { TokenRecord } from "../../model/token/record";
import type { Operation } from "../operation";

/**
 * The error to throw for a token whose owner GitLab does not show, or `error` itself where it is another one.
 *
 * GitLab responds with the same 404 for an owner that is gone and for one that the credential may not see. Treating
 * it as "deleted" would drop an active token from the state, so it is an error that names both.
 */
export async function explainLostOwner(
	operation: Operation,
	{ id: { owner }, state }: TokenRecord,
	error: unknown,
): Promise<unknown> {
	if (!isGitLabDeployTokenError(error)) return error;
	if (error.code !== "GITLAB_OWNER_NOT_VISIBLE" && error.code !== "GITLAB_FORBIDDEN") return error;
	const user = await usernameOf(operation);
	const whose = user === undefined ? "the credential's user" : `user ${JSON.stringify(user)}`;
	const declared = declaredOwner(state);
	const label = declared.ref === owner.ref ? ownerLabel(owner) : `${ownerLabel(declared)} (ID ${owner.ref})`;
	const token = `deploy token ${JSON.stringify(state.name)} (${state.tokenId})`;
	if (error.code === "GITLAB_FORBIDDEN")
		return new GitLabDeployTokenError(
			"GITLAB_FORBIDDEN",
			`The ${token} of ${label} cannot be read as ${whose}: ${error.message}`,
			`${error.hint} Nothing was removed from the state.`,
		);
	const { config, env } = settingNames(operation.settings.connection, "forgetOwners");
	return new GitLabDeployTokenError(
		"GITLAB_OWNER_NOT_VISIBLE",
		`The ${token} cannot be read: ${label} is not visible to ${whose}: it was deleted, or the access to it was lost.`,
		`Nothing was removed from the state. If access was lost, restore it. If the ${owner.kind} is known to be gone, run \`pulumi refresh\` or \`pulumi destroy\` with ${env}=${ownerId(owner)} (or the configuration \`${config}\`).`,
	);
}

/** Requested once: a lost owner is reported for each of its tokens. */
const usernames = new WeakMap<GitLabClient, Promise<string | undefined>>();

function usernameOf({ client, deadline }: Operation): Promise<string | undefined> {
	const known = usernames.get(client) ?? currentUsername(client, deadline).catch(() => undefined);
	usernames.set(client, known);
	return known;
}
