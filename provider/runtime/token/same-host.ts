import { GitLabDeployTokenError, isGitLabDeployTokenError } from "../../api/errors";
import { type Settings, settingNames } from "../../api/settings";
import type { ProviderContext } from "../context";
import { Operation } from "../operation";

/**
 * Begins an operation on a recorded token, which names the connection that it was made with.
 *
 * Where that connection is not configured any more, another one of this run serves if it leads to the same GitLab.
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
 * Fails where the connection leads to another GitLab than the one that holds the token.
 *
 * A token is known by its owner's number, and on another GitLab that number is a stranger's.
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
