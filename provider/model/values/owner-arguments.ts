import { invalidArgument } from "../../api/errors";
import type { OwnerKind, OwnerRef } from "../../api/owner";
import { parseOwnerRef } from "./owner-input";

/** The one owner that the arguments of a function name. @throws GitLabDeployTokenError `INPUT_INVALID` */
export function ownerOf({ project, group }: { project?: unknown; group?: unknown }): OwnerRef {
	if ((project === undefined) === (group === undefined))
		throw invalidArgument(
			project === undefined ? "project" : "group",
			project === undefined ? "is missing; set `project` or `group`" : "conflicts with `project`; remove one",
		);
	const kind: OwnerKind = project === undefined ? "group" : "project";
	return { kind, ref: refOf(kind, project ?? group) };
}

/** A project or group as the argument `property` of a function names it. @throws GitLabDeployTokenError `INPUT_INVALID` */
export function refOf(kind: OwnerKind, value: unknown, property: string = kind): string | number {
	const parsed = parseOwnerRef(kind, value);
	if ("value" in parsed) return parsed.value;
	throw invalidArgument(property, parsed.reason);
}

/** The ID of a token as an argument names it. @throws GitLabDeployTokenError `INPUT_INVALID` */
export function tokenIdOf(tokenId: unknown): number {
	if (typeof tokenId === "number" && Number.isSafeInteger(tokenId) && tokenId >= 1) return tokenId;
	throw invalidArgument("tokenId", "is not the ID of a deploy token: IDs are positive integers");
}
