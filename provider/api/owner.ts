/** The two kinds of owner a deploy token can have. */
export type OwnerKind = "project" | "group";

/** A project or group, by its number or its full path. */
export interface OwnerRef {
	readonly kind: OwnerKind;
	/** Number, or full path (`group/sub/project`), as declared. */
	readonly ref: number | string;
}

/** A project or group, by its number. */
export interface Owner extends OwnerRef {
	readonly ref: number;
}

/** Collection of an owner kind in the API's addresses. */
export const COLLECTION = { project: "projects", group: "groups" } as const;

/** The owner's address below `/api/v4`, its path encoded. */
export function ownerPath(owner: OwnerRef): string {
	return `/${COLLECTION[owner.kind]}/${encodeURIComponent(owner.ref)}`;
}

/** The owner as a person names it: `project grp/proj`, `group 7`. */
export function ownerLabel(owner: OwnerRef): string {
	return `${owner.kind} ${owner.ref}`;
}
