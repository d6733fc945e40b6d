import { GitLabClient } from "../../../provider/api/client";
import { systemClock } from "../../../provider/api/clock";
import { DEFAULT_CONNECTION } from "../../../provider/api/connection-name";
import { GitLabDeployTokenError, isGitLabDeployTokenError } from "../../../provider/api/errors";
import { readSettings } from "../../../provider/api/read-settings";
import { createTransport } from "../../../provider/api/transport";
import { userAgent } from "../version";

/** Where the connection to GitLab is configured. */
export interface ConnectionSources {
	/** An environment variable: `GITLAB_TOKEN`, `GITLAB_BASE_URL`, and the provider's other settings. */
	env(name: string): string | undefined;
	/** Base URL that overrides the environment. */
	readonly url?: string | undefined;
	/** Receives messages for the user, for example that GitLab requested a wait. */
	report(message: string): void;
}

/**
 * Connects to the GitLab instance that the environment names. The credential is read from the environment only, since
 * an argument would be visible in the process list.
 *
 * @throws GitLabDeployTokenError `SETTINGS_INVALID`, `GITLAB_CREDENTIAL_MISSING`
 */
export function openGitLab({ env, url, report }: ConnectionSources): GitLabClient {
	const settings = readSettings(DEFAULT_CONNECTION, {
		env: (name) => (name === "GITLAB_BASE_URL" ? (url ?? env(name)) : env(name)),
		config: () => undefined,
	});
	try {
		return new GitLabClient(settings, createTransport(settings, userAgent()), systemClock, { report });
	} catch (error) {
		if (isGitLabDeployTokenError(error, "GITLAB_CREDENTIAL_MISSING"))
			throw new GitLabDeployTokenError(
				error.code,
				`No credential for ${settings.baseUrl}: GITLAB_TOKEN is not set.`,
				"Set it to an access token with scope `read_api`, of a Maintainer of the projects and an Owner of the groups.",
			);
		if (isGitLabDeployTokenError(error)) throw error;
		throw new GitLabDeployTokenError(
			"SETTINGS_INVALID",
			`The connection to ${settings.baseUrl} cannot be set up: ${(error as Error).message}.`,
			"Check HTTPS_PROXY and the certificate files.",
		);
	}
}
