// @ts-check

/** The credential of the emulated GitLab. It opens nothing but that. */
export const CREDENTIAL = "glpat-bench";

/**
 * A world without deploy tokens: `acme/project-1` and so on, whose numbers are those in their paths.
 * @param {number} owners
 * @param {number} latencyMs
 * @returns {import("gitlab-deploy-token-emulator").Fixture}
 */
export function projects(owners, latencyMs) {
	return {
		instance: { latencyMs },
		users: [{ id: 1, username: "olga", accessTokens: [{ token: CREDENTIAL, scopes: ["api"] }] }],
		groups: [{ id: 1, path: "acme", members: { olga: "owner" } }],
		projects: Array.from({ length: owners }, (_, index) => ({
			id: index + 1,
			path: `acme/project-${index + 1}`,
		})),
	};
}
