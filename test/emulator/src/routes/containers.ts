import { apiError, forbidden, notFound, Rejection, unauthorized } from "../http/response";
import type { Served } from "../http/route";
import { unescapePath } from "../rack/form-escapes";
import type { Group, Project } from "../world/entities";
import { canReadGroup, canReadProject } from "../world/permissions";
import { findGroup, findProject } from "../world/world";

/** `authenticated_as_admin!`. */
export function requireAdmin({ caller }: Served): void {
	if (caller.user === undefined) throw unauthorized();
	if (!caller.actsAsAdmin) throw forbidden();
}

/**
 * `find_project!`: the project, if the caller may see it.
 *
 * @throws Rejection 404 when it is missing or invisible; for a path the project had before, 301 to a GET and 405
 * to everything else, HEAD included.
 */
export function requireProject(exchange: Served, id: string): Project {
	const { world, caller, request } = exchange;
	const project = findProject(world, id);
	if (project === undefined || !canReadProject(caller, project)) throw notFound("Project");
	if (id.includes("/") && project.path.toLowerCase() !== id.toLowerCase()) {
		if (request.method !== "GET") {
			throw new Rejection(apiError(405, "Non GET methods are not allowed for moved projects"));
		}
		throw movedPermanently(exchange, project);
	}
	return project;
}

/** `find_group!`: the group, if the caller may see it. */
export function requireGroup({ world, caller }: Served, id: string): Group {
	const group = findGroup(world, id);
	if (group === undefined || !canReadGroup(world, caller, group)) throw notFound("Group");
	return group;
}

/**
 * `url_with_project_id`: the configured address, whatever the caller's, with the numeric id in place of the path;
 * the body is text without a type.
 */
function movedPermanently({ request, world }: Served, project: Project): Rejection {
	const { externalUrl, relativeRoot } = world.instance;
	const path = request.path.slice(relativeRoot.length).split("/");
	const rest = path.slice(5).map((segment) => `/${unescapePath(segment)}`);
	const query = request.query === "" ? "" : `?${request.query}`;
	const location = `${externalUrl.origin}${relativeRoot}/api/v4/projects/${project.id}${rest.join("")}${query}`;
	return new Rejection({
		status: 301,
		headers: { Location: location },
		body: `This resource has been moved permanently to ${location}`,
	});
}
