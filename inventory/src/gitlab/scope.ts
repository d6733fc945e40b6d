/** Whose tokens are wanted. */
export interface Scope {
	readonly groups: readonly string[];
	readonly projects: readonly string[];
	readonly instance: boolean;
}

/** A scope in words. */
export function scopeText({ groups, projects, instance }: Scope): string {
	const parts = [
		...(instance ? ["the instance"] : []),
		...groups.map((path) => `group ${path}`),
		...projects.map((path) => `project ${path}`),
	];
	return parts.join(", ");
}

/** The same scope, alike whatever order it was given in. */
export function normalScope({ groups, projects, instance }: Scope): Scope {
	return { groups: [...new Set(groups)].sort(), projects: [...new Set(projects)].sort(), instance };
}
