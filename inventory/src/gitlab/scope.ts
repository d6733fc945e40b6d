/** The owners whose tokens are scanned. */
export interface Scope {
	readonly groups: readonly string[];
	readonly projects: readonly string[];
	readonly instance: boolean;
}

/** A scope as text. */
export function scopeText({ groups, projects, instance }: Scope): string {
	const parts = [
		...(instance ? ["the instance"] : []),
		...groups.map((path) => `group ${path}`),
		...projects.map((path) => `project ${path}`),
	];
	return parts.join(", ");
}

/** A normalised scope, independent of the order in which it was given. */
export function normalScope({ groups, projects, instance }: Scope): Scope {
	return { groups: [...new Set(groups)].sort(), projects: [...new Set(projects)].sort(), instance };
}
