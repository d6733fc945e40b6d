/** The connection that `GITLAB_*` and `gitlab:*` configure, and that is used where none is named. */
export const DEFAULT_CONNECTION = "gitlab";
