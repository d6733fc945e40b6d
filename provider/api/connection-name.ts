/** The connection that `GITLAB_*` and `gitlab:*` configure, and that is used by default. */
export const DEFAULT_CONNECTION = "gitlab";

/**
 * Whether a connection may have that name: lowercase letters, digits and '-', at most 63 characters, starting with
 * a letter.
 *
 * Capitals and '_' would let two connections share one set of environment variables, so that one's credential is
 * sent to the other's host.
 */
export function isConnectionName(name: string): boolean {
	return /^[a-z][a-z0-9-]{0,62}$/.test(name);
}
