import type { AccessRequirement } from "../http/authenticate";
import type { Declared } from "../http/declared-params";
import { paginated, paginationParams } from "../http/pagination";
import { boolean, integer, integerOrString, oneOf, string } from "../http/param-types";
import { type HttpResponse, json } from "../http/response";
import { type Route, route, type Served } from "../http/route";
import { ACCESS_LEVELS } from "../world/access-level";
import { type Group, VISIBILITIES } from "../world/entities";
import { canReadGroup, canReadProject, groupAccessLevel } from "../world/permissions";
import { groupTree, isGroupArchived } from "../world/world";
import { requireGroup } from "./containers";
import { presentGroup, presentProject } from "./present";
import { listProjects, projectFilterParams } from "./projects";
import { matchesText, sorted } from "./sorting";

const READ_GROUP: AccessRequirement = { granularPermission: "read_group" };
/** `projects` of a single group is cut there (deprecated in GitLab, and still sent). */
const PROJECTS_IN_DETAIL = 100;

const groupId = { id: integerOrString() };
const groupFilterParams = {
	all_available: boolean(),
	owned: boolean(false),
	order_by: oneOf(["name", "path", "id", "similarity"], "name"),
	sort: oneOf(["asc", "desc"], "asc"),
	min_access_level: integer(),
	archived: boolean(),
	search: string(),
	visibility: oneOf(VISIBILITIES),
	...paginationParams,
};

export const groupRoutes: readonly Route[] = [
	route("GET groups", {
		params: { ...groupFilterParams, top_level_only: boolean() },
		access: READ_GROUP,
		handle: (exchange, params) => {
			const all = [...exchange.world.groups.values()];
			const rows = params.top_level_only === true ? all.filter((group) => group.parent === undefined) : all;
			return listGroups(exchange, rows, params);
		},
	}),
	route("GET groups/:id", {
		params: { ...groupId, with_projects: boolean(true) },
		access: READ_GROUP,
		handle: (exchange, params) => {
			const group = requireGroup(exchange, params.id ?? "");
			const { instance } = exchange.world;
			const projects = group.projects
				.filter((project) => canReadProject(exchange.caller, project))
				.slice(0, PROJECTS_IN_DETAIL)
				.map((project) => presentProject(project, instance, exchange.caller));
			return json(200, {
				...presentGroup(group, instance),
				shared_with_groups: [],
				prevent_sharing_groups_outside_hierarchy: false,
				...(params.with_projects === true ? { projects, shared_projects: [] } : {}),
			});
		},
	}),
	route("GET groups/:id/projects", {
		params: {
			...groupId,
			...projectFilterParams,
			include_subgroups: boolean(false),
			with_shared: boolean(true),
		},
		access: READ_GROUP,
		handle: (exchange, params) => {
			const group = requireGroup(exchange, params.id ?? "");
			const groups = params.include_subgroups === true ? [...groupTree(group)] : [group];
			return listProjects(
				exchange,
				groups.flatMap((below) => below.projects),
				params,
			);
		},
	}),
	route("GET groups/:id/subgroups", {
		params: { ...groupId, ...groupFilterParams },
		access: READ_GROUP,
		handle: (exchange, params) => {
			const group = requireGroup(exchange, params.id ?? "");
			return listGroups(exchange, group.subgroups, params);
		},
	}),
	route("GET groups/:id/descendant_groups", {
		params: { ...groupId, ...groupFilterParams },
		access: READ_GROUP,
		handle: (exchange, params) => {
			const group = requireGroup(exchange, params.id ?? "");
			return listGroups(exchange, [...groupTree(group)].slice(1), params);
		},
	}),
];

type GroupFilters = Declared<typeof groupFilterParams>;

/** Those of the groups that the caller may see and the filters leave, as one page. */
function listGroups(exchange: Served, groups: readonly Group[], filters: GroupFilters): HttpResponse {
	const { world, caller, request } = exchange;
	const ownOnly = filters.all_available === false && !caller.actsAsAdmin;
	const rows = groups.filter(
		(group) =>
			canReadGroup(world, caller, group) &&
			(!ownOnly || groupAccessLevel(caller, group) > 0) &&
			(filters.owned !== true || groupAccessLevel(caller, group) >= ACCESS_LEVELS.owner) &&
			(filters.min_access_level === undefined ||
				groupAccessLevel(caller, group) >= filters.min_access_level) &&
			(filters.archived === undefined || isGroupArchived(group) === filters.archived) &&
			(filters.visibility === undefined || group.visibility === filters.visibility) &&
			matchesText(filters.search, [group.name, group.path]),
	);
	return paginated(
		sorted(rows, filters.order_by, filters.sort),
		(group) => presentGroup(group, world.instance),
		{
			page: filters,
			request,
			externalUrl: world.instance.externalUrl,
			params: exchange.params,
		},
	);
}
