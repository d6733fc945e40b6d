/**
 * Loads what reads GitLab, once it is needed: most programs only declare tokens, and an HTTP client and a schema
 * library would take a tenth of their time.
 */
export function loadQueries(): typeof import("./gitlab-queries") {
	return require("./gitlab-queries") as typeof import("./gitlab-queries");
}
