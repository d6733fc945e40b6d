import type { AccessRequirement } from "../http/authenticate";
import type { Declared } from "../http/declared-params";
import { paginated, paginationParams } from "../http/pagination";
import { boolean, integer, oneOf, string } from "../http/param-types";
import { type HttpResponse, json } from "../http/response";
import { type Route, route, type Served } from "../http/route";
import { strip } from "../ruby/text";
import { ACCESS_LEVELS } from "../world/access-level";
import { type Project, VISIBILITIES } from "../world/entities";
import { canReadProject, projectAccessLevel } from "../world/permissions";
import { isProjectArchived } from "../world/world";
import { requireProject } from "./containers";
import { presentProject, presentSimpleProject } from "./present";
import { matchesText, sorted } from "./sorting";

const READ_PROJECT: AccessRequirement = { granularPermission: "read_project" };

/** The filters that `GET /projects` and `GET /groups/:id/projects` share, in the order of their declaration. */
export const projectFilterParams = {
	order_by: oneOf(
		["id", "name", "path", "created_at", "updated_at", "last_activity_at", "similarity"],
		"created_at",
	),
	sort: oneOf(["asc", "desc"], "desc"),
	archived: boolean(),
	visibility: oneOf(VISIBILITIES),
	search: string(),
	owned: boolean(false),
	min_access_level: integer(),
	topic: string(),
	simple: boolean(false),
	...paginationParams,
};

export type ProjectFilters = Declared<typeof projectFilterParams>;

export const projectRoutes: readonly Route[] = [
	route("GET projects", {
		params: {
			...projectFilterParams,
			search_namespaces: boolean(),
			membership: boolean(false),
			id_after: integer(),
			id_before: integer(),
		},
		access: READ_PROJECT,
		handle: (exchange, params) => {
			const { id_after: after, id_before: before, search_namespaces: namespaces } = params;
			const rows = [...exchange.world.projects.values()].filter(
				(project) =>
					(after === undefined || project.id > after) &&
					(before === undefined || project.id < before) &&
					(params.membership !== true || projectAccessLevel(exchange.caller, project) > 0),
			);
			return listProjects(exchange, rows, params, namespaces === true);
		},
	}),
	route("GET projects/:id", {
		params: {},
		access: READ_PROJECT,
		handle: (exchange, params) => {
			const project = requireProject(exchange, params.id ?? "");
			const { instance } = exchange.world;
			return json(
				200,
				exchange.caller.user === undefined
					? presentSimpleProject(project, instance)
					: presentProject(project, instance, exchange.caller),
			);
		},
	}),
];

/** Those of the projects that the caller may see and the filters leave, as one page. */
export function listProjects(
	exchange: Served,
	projects: readonly Project[],
	filters: ProjectFilters,
	searchNamespaces = false,
): HttpResponse {
	const { caller, world, request } = exchange;
	const topics = filters.topic?.split(",").map((topic) => strip(topic).toLowerCase());
	const rows = projects.filter(
		(project) =>
			canReadProject(caller, project) &&
			(filters.archived === undefined || isProjectArchived(project) === filters.archived) &&
			(filters.visibility === undefined || project.visibility === filters.visibility) &&
			(filters.owned !== true || projectAccessLevel(caller, project) >= ACCESS_LEVELS.owner) &&
			(filters.min_access_level === undefined ||
				projectAccessLevel(caller, project) >= filters.min_access_level) &&
			hasTopics(project, topics) &&
			matchesText(filters.search, [
				project.name,
				searchNamespaces ? project.path : project.path.slice(project.path.lastIndexOf("/") + 1),
				project.description ?? "",
			]),
	);
	const simple = filters.simple === true || caller.user === undefined;
	return paginated(
		sorted(rows, filters.order_by, filters.sort),
		(project) =>
			simple
				? presentSimpleProject(project, world.instance)
				: presentProject(project, world.instance, caller),
		{ page: filters, request, externalUrl: world.instance.externalUrl, params: exchange.params },
	);
}

/** Every requested topic, in any letter case. */
function hasTopics(project: Project, wanted: readonly string[] | undefined): boolean {
	if (wanted === undefined) return true;
	const own = project.topics.map((topic) => topic.toLowerCase());
	return wanted.every((topic) => topic === "" || own.includes(topic));
}
