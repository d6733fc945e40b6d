import { GitLabDeployTokenError } from "../api/errors";
import { type Settings, settingNames } from "../api/settings";
import type { DeployTokenState } from "../model/state";

/**
 * Fails where the connection leads to another GitLab than the one that holds the token.
 *
 * A token is known by its owner's number, and on another GitLab that number is a stranger's.
 *
 * @throws GitLabDeployTokenError `GITLAB_HOST_CHANGED`
 */
export function assertSameHost(state: DeployTokenState, settings: Settings): void {
	const { baseUrl, movedFrom, connection } = settings;
	if (state.host === baseUrl || state.host === movedFrom) return;
	const base = settingNames(connection, "baseUrl");
	const moved = settingNames(connection, "movedFrom");
	throw new GitLabDeployTokenError(
		"GITLAB_HOST_CHANGED",
		`The deploy token ${JSON.stringify(state.name)} (${state.tokenId}) is recorded in ${state.host}, and the connection "${connection}" now leads to ${baseUrl}.`,
		`Set ${base.env} or \`${base.config}\` back to ${state.host}. If it is the same GitLab under a new address, set ${moved.env} or \`${moved.config}\` to ${state.host} for one \`pulumi up\`.`,
	);
}
