import { GitLabDeployTokenError } from "../../api/errors";

/** What to do about a state that cannot be read. */
export const RESTORE_STATE = "Restore the stack's state from a backup.";

/** The error for a malformed record. @param what Its name, as in `state of "x"`. */
export function unreadableState(
	what: string,
	{ why, hint = RESTORE_STATE }: { why?: string | undefined; hint?: string | undefined } = {},
): GitLabDeployTokenError {
	return new GitLabDeployTokenError(
		"DEPLOY_TOKEN_STATE_UNREADABLE",
		`The recorded ${what} cannot be read${why === undefined ? "" : `: ${why}`}.`,
		hint,
	);
}
