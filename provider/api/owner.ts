/** The two kinds of owner a deploy token can have. */
export type OwnerKind = "project" | "group";

/** A project or group, by its ID or its full path. */
export interface OwnerRef {
	readonly kind: OwnerKind;
	/** ID, or full path (`group/sub/project`), as declared. */
	readonly ref: number | string;
}

/** A project or group, by its ID. */
export interface Owner extends OwnerRef {
	readonly ref: number;
}

/** The URL segment of an owner kind. */
export const COLLECTION = { project: "projects", group: "groups" } as const;

/** The owner's path below `/api/v4`, encoded. */
export function ownerPath(owner: OwnerRef): string {
	return `/${COLLECTION[owner.kind]}/${encodeURIComponent(owner.ref)}`;
}

/** The owner as the setting `forgetOwners` names it: `projects/5`, `groups/7`. */
export function ownerId({ kind, ref }: Owner): string {
	return `${COLLECTION[kind]}/${ref}`;
}

/** The owner as messages name it: `project grp/proj`, `group 7`. */
export function ownerLabel(owner: OwnerRef): string {
	return `${owner.kind} ${owner.ref}`;
}
