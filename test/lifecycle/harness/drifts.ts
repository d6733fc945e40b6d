import type { Properties, Stack } from "./engine";
import type { GitLab } from "./gitlab";
import type { Time } from "./time";
import { DAY } from "./time";
import { CREDENTIALS } from "./world";

/** One thing that can have happened to a token since it was made. */
export interface Drift {
	/** How the documentation names it. */
	readonly title: string;
	/** What the program declares in addition to owner, name, scopes and username. */
	readonly declared?: Properties;
	happen(place: { gitlab: GitLab; time: Time; stack: Stack; tokenId: number }): Promise<void> | void;
}

/** The token that something happens to; it has everything that can drift. */
export const DECLARED: Properties = {
	project: "grp/proj",
	name: "ci",
	scopes: ["read_registry"],
	username: "robot",
};

/** Every row of the table in `docs/drift.md`. */
export const DRIFTS = {
	none: { title: "nothing", happen: () => {} },
	revoked: {
		title: "revoked in GitLab's UI",
		happen: ({ gitlab, tokenId }) => gitlab.revoke(tokenId),
	},
	expiredLifetime: {
		title: "expired, `expiresIn` declared",
		declared: { expiresIn: "90d" },
		happen: ({ time }) => time.advance(90 * DAY),
	},
	expiredInstant: {
		title: "expired, `expiresAt` declared",
		declared: { expiresAt: "2031-05-01" },
		happen: ({ time }) => time.set("2031-05-01T00:00:00Z"),
	},
	deleted: {
		title: "deleted, its owner is visible",
		happen: ({ gitlab, tokenId }) => gitlab.remove(tokenId),
	},
	ownerGone: {
		title: "its project is not visible: deleted",
		happen: ({ gitlab }) =>
			gitlab.change((world) => {
				world.projects = world.projects.filter(({ id }) => id !== 5);
				world.deployTokens = [];
			}),
	},
	accessLost: {
		title: "its project is not visible: access lost",
		happen: ({ stack }) => {
			stack.env = { GITLAB_TOKEN: CREDENTIALS.stranger };
		},
	},
	roleLost: {
		title: "the credential's user is no longer Maintainer",
		happen: ({ stack }) => {
			stack.env = { GITLAB_TOKEN: CREDENTIALS.developer };
		},
	},
	name: {
		title: "another name",
		happen: ({ gitlab, tokenId }) => gitlab.edit(tokenId, { name: "other" }),
	},
	username: {
		title: "another username",
		happen: ({ gitlab, tokenId }) => gitlab.edit(tokenId, { username: "other" }),
	},
	scopes: {
		title: "other scopes",
		happen: ({ gitlab, tokenId }) => gitlab.edit(tokenId, { scopes: ["read_repository"] }),
	},
	expiry: {
		title: "another expiry",
		happen: ({ gitlab, tokenId }) => gitlab.edit(tokenId, { expiresAt: "2040-01-01" }),
	},
	unauthorized: {
		title: "GitLab refuses the credential (401)",
		happen: ({ stack }) => {
			stack.env = { GITLAB_TOKEN: CREDENTIALS.revoked };
		},
	},
	noCredential: {
		title: "no credential is configured",
		happen: ({ stack }) => {
			stack.env = { GITLAB_TOKEN: undefined };
		},
	},
	unreachable: {
		title: "GitLab cannot be reached, after all retries",
		happen: ({ gitlab }) => gitlab.fault({ kind: "drop-before", times: 1000 }),
	},
	serverError: {
		title: "GitLab responds with 5xx, after all retries",
		happen: ({ gitlab }) => gitlab.fault({ kind: "status", status: 502, times: 1000 }),
	},
} satisfies Record<string, Drift>;

export type DriftName = keyof typeof DRIFTS;
