/** The connection that `GITLAB_*` and `gitlab:*` configure, and that is used where none is named. */
export const DEFAULT_CONNECTION = "gitlab";

/**
 * Whether a connection can have that name: small letters, digits and '-', at most 63, a letter first.
 *
 * Capitals and '_' would let two connections share one set of environment variables, and so one's
 * credential go to the other's host.
 */
export function isConnectionName(name: string): boolean {
	return /^[a-z][a-z0-9-]{0,62}$/.test(name);
}
