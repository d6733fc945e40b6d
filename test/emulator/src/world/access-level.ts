/** GitLab's member roles with the numbers its API uses. */
export const ACCESS_LEVELS = {
	guest: 10,
	reporter: 20,
	developer: 30,
	maintainer: 40,
	owner: 50,
} as const;

export type Role = keyof typeof ACCESS_LEVELS;

export const ROLES = Object.keys(ACCESS_LEVELS) as readonly Role[];

/** What `Gitlab::Access::NO_ACCESS` is: no membership at all. */
export const NO_ACCESS = 0;
