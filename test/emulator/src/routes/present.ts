import { isIP } from "node:net";
import { ACCESS_LEVELS } from "../world/access-level";
import type { Group, Instance, Project, User } from "../world/entities";
import { renderInstant } from "../world/instant";
import { type Caller, effectiveAccessLevel, groupAccessLevel } from "../world/permissions";
import { externalBase, isGroupArchived, isProjectArchived } from "../world/world";

const FIRST_CREATED_MS = Date.UTC(2020, 0, 1);
/** Personal namespaces share a table with groups in GitLab; here they get ids far from those of groups. */
const USER_NAMESPACE_IDS = 1_000_000;

/** Fixtures give no dates: rows are a minute apart, in the order of their ids. */
function createdAt(id: number, instance: Instance): string {
	return renderInstant(FIRST_CREATED_MS + id * 60_000, instance.timeZone);
}

/** `Entities::BasicProjectDetails`: what `simple=true` and anonymous callers get. */
export function presentSimpleProject(project: Project, instance: Instance) {
	const base = externalBase(instance);
	const segments = namespaceNames(project.namespace);
	return {
		id: project.id,
		description: project.description,
		name: project.name,
		name_with_namespace: [...segments, project.name].join(" / "),
		path: lastSegment(project.path),
		path_with_namespace: project.path,
		created_at: createdAt(project.id, instance),
		default_branch: "main",
		tag_list: project.topics,
		topics: project.topics,
		ssh_url_to_repo: `git@${instance.externalUrl.hostname}:${project.path}.git`,
		http_url_to_repo: `${base}/${project.path}.git`,
		web_url: `${base}/${project.path}`,
		readme_url: null,
		forks_count: 0,
		avatar_url: null,
		star_count: 0,
		last_activity_at: createdAt(project.id, instance),
		namespace: presentNamespace(project.namespace, instance),
	};
}

/**
 * `Entities::Project`, as far as clients of deploy tokens need it; `permissions` only for single projects and
 * logins.
 */
export function presentProject(project: Project, instance: Instance, caller: Caller) {
	return {
		...presentSimpleProject(project, instance),
		container_registry_image_prefix: `${registryHost(instance)}/${project.path.toLowerCase()}`,
		_links: { self: `${externalBase(instance)}/api/v4/projects/${project.id}` },
		empty_repo: true,
		archived: isProjectArchived(project),
		marked_for_deletion_at: project.markedForDeletionOn,
		marked_for_deletion_on: project.markedForDeletionOn,
		visibility: project.visibility,
		...(project.namespace.kind === "user" ? { owner: presentBasicUser(project.namespace, instance) } : {}),
		container_registry_enabled: true,
		packages_enabled: true,
		container_registry_access_level: "enabled",
		repository_access_level: "enabled",
		creator_id: creatorOf(project),
		shared_with_groups: [],
		permissions: presentPermissions(project, caller),
	};
}

/** Fixtures name no creators: the user whose project it is, else its first owner, else the first user there is. */
function creatorOf({ namespace, members }: Project): number {
	if (namespace.kind === "user") return namespace.id;
	const owners = [...members, ...namespace.members].filter(([, level]) => level === ACCESS_LEVELS.owner);
	return owners[0]?.[0] ?? 1;
}

function presentPermissions(project: Project, caller: Caller) {
	const level = (value: number) => (value === 0 ? null : { access_level: value, notification_level: 3 });
	if (caller.user === undefined) return { project_access: null, group_access: null };
	const own = project.namespace === caller.user ? effectiveAccessLevel(caller, project) : undefined;
	return {
		project_access: level(own ?? project.members.get(caller.user.id) ?? 0),
		group_access:
			project.namespace.kind === "group" ? level(groupAccessLevel(caller, project.namespace)) : null,
	};
}

/** `Entities::Group`. */
export function presentGroup(group: Group, instance: Instance) {
	return {
		id: group.id,
		web_url: `${externalBase(instance)}/groups/${group.path}`,
		name: group.name,
		path: lastSegment(group.path),
		description: group.description ?? "",
		visibility: group.visibility,
		share_with_group_lock: false,
		require_two_factor_authentication: false,
		two_factor_grace_period: 48,
		project_creation_level: "developer",
		auto_devops_enabled: null,
		subgroup_creation_level: "maintainer",
		emails_disabled: false,
		emails_enabled: true,
		mentions_disabled: null,
		lfs_enabled: true,
		archived: isGroupArchived(group),
		default_branch: null,
		avatar_url: null,
		request_access_enabled: true,
		full_name: namespaceNames(group).join(" / "),
		full_path: group.path,
		created_at: createdAt(group.id, instance),
		parent_id: group.parent?.id ?? null,
		organization_id: 1,
		shared_runners_setting: "enabled",
		marked_for_deletion_on: group.markedForDeletionOn,
	};
}

/** `Entities::UserBasic`. */
export function presentBasicUser(user: User, instance: Instance) {
	return {
		id: user.id,
		username: user.username,
		public_email: "",
		name: user.name,
		state: "active",
		locked: false,
		avatar_url: null,
		web_url: `${externalBase(instance)}/${user.username}`,
	};
}

/** `GET /user`: `Entities::UserPublic`, for administrators with the fields that only they see. */
export function presentCurrentUser(user: User, instance: Instance) {
	const email = `${user.username}@${instance.externalUrl.hostname}`;
	return {
		...presentBasicUser(user, instance),
		created_at: createdAt(user.id, instance),
		bio: "",
		location: "",
		organization: "",
		job_title: "",
		pronouns: null,
		bot: false,
		confirmed_at: createdAt(user.id, instance),
		last_sign_in_at: null,
		current_sign_in_at: null,
		last_activity_on: null,
		email,
		commit_email: email,
		theme_id: 3,
		color_scheme_id: 1,
		projects_limit: 100_000,
		identities: [],
		can_create_group: true,
		can_create_project: true,
		two_factor_enabled: false,
		external: false,
		private_profile: false,
		...(user.admin
			? { is_admin: true, is_auditor: user.auditor, note: null, namespace_id: USER_NAMESPACE_IDS + user.id }
			: {}),
	};
}

function presentNamespace(namespace: Group | User, instance: Instance) {
	const base = externalBase(instance);
	if (namespace.kind === "user") {
		return {
			id: USER_NAMESPACE_IDS + namespace.id,
			name: namespace.name,
			path: namespace.username,
			kind: "user",
			full_path: namespace.username,
			parent_id: null,
			avatar_url: null,
			web_url: `${base}/${namespace.username}`,
		};
	}
	return {
		id: namespace.id,
		name: namespace.name,
		path: lastSegment(namespace.path),
		kind: "group",
		full_path: namespace.path,
		parent_id: namespace.parent?.id ?? null,
		avatar_url: null,
		web_url: `${base}/groups/${namespace.path}`,
	};
}

/** The names from the top down: `Acme`, `Platform`. */
function namespaceNames(namespace: Group | User): string[] {
	if (namespace.kind === "user") return [namespace.name];
	const above = namespace.parent === undefined ? [] : namespaceNames(namespace.parent);
	return [...above, namespace.name];
}

/** Where the Linux package puts the container registry: the same host, port 5050. */
function registryHost(instance: Instance): string {
	const { hostname } = instance.externalUrl;
	return `${isIP(hostname) === 6 ? `[${hostname}]` : hostname}:5050`;
}

function lastSegment(path: string): string {
	return path.slice(path.lastIndexOf("/") + 1);
}
