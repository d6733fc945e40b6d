import { GitLabDeployTokenError } from "../../api/errors";
import { type Settings, settingNames } from "../../api/settings";

/**
 * Fails where the connection leads to another GitLab than the one that holds the token.
 *
 * @param what The resource, as an error names it.
 * @param host Where it is recorded.
 *
 * A token is known by its owner's number, and on another GitLab that number is a stranger's.
 *
 * @throws GitLabDeployTokenError `GITLAB_HOST_CHANGED`
 */
export function assertSameHost(what: string, host: string, settings: Settings): void {
	const { baseUrl, movedFrom, connection } = settings;
	if (host === baseUrl || host === movedFrom) return;
	const base = settingNames(connection, "baseUrl");
	const moved = settingNames(connection, "movedFrom");
	throw new GitLabDeployTokenError(
		"GITLAB_HOST_CHANGED",
		`The ${what} is recorded in ${host}, and the connection "${connection}" now leads to ${baseUrl}.`,
		`Set ${base.env} or \`${base.config}\` back to ${host}. If it is the same GitLab under a new address, set ${moved.env} or \`${moved.config}\` to ${host} for one \`pulumi up\`.`,
	);
}
