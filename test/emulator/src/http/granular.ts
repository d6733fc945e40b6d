import type { AccessToken } from "../world/entities";
import { type Caller, canReadGroup, canReadProject } from "../world/permissions";
import { findGroup, findProject, type World } from "../world/world";
import { apiError, json, Rejection } from "./response";

/** What a permission of a fine-grained token is granted on. */
export type Boundary = "project" | "group" | "user" | "instance";

/**
 * `Authz::Tokens::AuthorizeGranularScopesService`: whether a fine-grained token has a permission on what the
 * request is about. The owner of the token counts, also where sudo makes the request another user's.
 *
 * @throws Rejection 404 for a project or group that does not exist or is invisible, else 403.
 */
export function assertGranularPermission(
	world: World,
	owner: Caller,
	granted: NonNullable<AccessToken["granular"]>,
	permission: string,
	boundary: Boundary,
	id: unknown,
): void {
	if (!isVisible(world, owner, boundary, String(id))) throw new Rejection(apiError(404, "404 Not Found"));
	if (granted.includes(permission)) return;
	throw new Rejection(
		json(403, {
			error: "insufficient_granular_scope",
			error_description:
				"Access denied: This operation requires a fine-grained personal access token " +
				`with the following ${boundary} permissions: [${titleOf(permission)}].`,
		}),
	);
}

function isVisible(world: World, owner: Caller, boundary: Boundary, id: string): boolean {
	if (boundary === "project") {
		const project = findProject(world, id);
		return project !== undefined && canReadProject(owner, project);
	}
	if (boundary === "group") {
		const group = findGroup(world, id);
		return group !== undefined && canReadGroup(world, owner, group);
	}
	return true;
}

/** `read_deploy_token` is assigned as `Deploy Token: Read`. */
function titleOf(permission: string): string {
	const [action = "", ...resource] = permission
		.split("_")
		.map((word) => `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`);
	return `${resource.join(" ")}: ${action}`;
}
