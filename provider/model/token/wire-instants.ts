import { GitLabDeployTokenError } from "../../api/errors";
import { NEVER, readInstant } from "../values/instants";

/**
 * GitLab's `expires_at`, in UTC; `undefined` for "never".
 *
 * @throws GitLabDeployTokenError `GITLAB_RESPONSE_UNREADABLE` for an invalid instant: read as "never" it would be a
 * difference, and every token would be replaced.
 */
export function wireInstant(expiresAt: string | null | undefined): string | undefined {
	if (expiresAt === undefined || expiresAt === null) return undefined;
	const instant = readInstant(expiresAt);
	if (instant === undefined)
		throw new GitLabDeployTokenError(
			"GITLAB_RESPONSE_UNREADABLE",
			"GitLab returned a deploy token whose `expires_at` is not an instant.",
			"Check whether a proxy in between modifies responses, and that the base URL is a GitLab.",
		);
	return instant === NEVER ? undefined : instant;
}

/** The same for a response that must not fail any more. */
export function createdInstant(expiresAt: string | null | undefined): string | undefined {
	const instant = readInstant(expiresAt ?? "");
	return instant === NEVER ? undefined : instant;
}
