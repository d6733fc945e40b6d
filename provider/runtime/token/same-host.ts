import { GitLabDeployTokenError, isGitLabDeployTokenError } from "../../api/errors";
import { type Settings, settingNames } from "../../api/settings";
import type { ProviderContext } from "../context";
import { Operation } from "../operation";

/**
 * Starts an operation on a recorded token, which names the connection that it was created with.
 *
 * Where that connection is no longer configured, another one of this run is used if it reaches the same GitLab.
 */
export function beginWithRecord(
	context: ProviderContext,
	declared: { readonly connection?: string | undefined },
	host: string,
): Operation {
	const substitute = (): Operation | undefined => {
		const other = context.connections.settingsFor(host);
		return other && Operation.begin(context, { connection: other.connection });
	};
	try {
		const operation = Operation.begin(context, declared);
		const { baseUrl, movedFrom } = operation.settings;
		return host === baseUrl || host === movedFrom ? operation : (substitute() ?? operation);
	} catch (error) {
		const operation = isGitLabDeployTokenError(error, "SETTINGS_INVALID") ? substitute() : undefined;
		if (operation === undefined) throw error;
		return operation;
	}
}

/**
 * Fails where the connection reaches another GitLab than the one that holds the token.
 *
 * A token is identified by its owner's ID, and on another GitLab that ID belongs to another owner.
 *
 * @param recorded The resource, as an error names it, and where it is recorded.
 * @throws GitLabDeployTokenError `GITLAB_HOST_CHANGED`
 */
export function assertSameHost(settings: Settings, { what, host }: { what: string; host: string }): void {
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
