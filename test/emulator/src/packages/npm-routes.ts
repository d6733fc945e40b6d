import { forbidden, type HttpResponse, json, Rejection, unauthorized } from "../http/response";
import type { Exchange, Route } from "../http/route";
import type { PackageSource, Project } from "../world/entities";
import { externalBase, findProject, type World } from "../world/world";
import { actorOf, canReadPackages, canReadProjectAs, isAnonymous } from "./actor";
import { filesOf } from "./package-file";
import { packageRoute, presentFile, redirect } from "./package-route";

/** The registry to which GitLab redirects requests for packages that it does not have. */
const NPMJS = "https://registry.npmjs.org/";

/** `lib/api/npm_project_packages.rb` and `lib/api/npm_instance_packages.rb`: what `npm install` reads. */
export const npmRoutes: readonly Route[] = [
	packageRoute("GET projects/:id/packages/npm/*package_name/-/*file_name", ({ exchange, param }) => {
		const project = readableProject(exchange, findProject(exchange.world, param("id")), false);
		const source = versionsOf(project, param("package_name"));
		const file = source.flatMap(filesOf).find(({ name }) => name === param("file_name"));
		if (file === undefined) throw notFound("Package");
		return presentFile(file);
	}),
	packageRoute("GET projects/:id/packages/npm/*package_name", ({ exchange, param }) =>
		presentMetadata(exchange, findProject(exchange.world, param("id")), param("package_name")),
	),
	packageRoute("GET packages/npm/*package_name", ({ exchange, param }) => {
		const name = param("package_name");
		return presentMetadata(exchange, projectInScope(exchange.world, name), name);
	}),
];

/** The metadata endpoint: who asks does not matter to whether GitLab forwards the request. */
function presentMetadata(exchange: Exchange, project: Project | undefined, name: string): HttpResponse {
	const versions = project === undefined ? [] : versionsOf(project, name);
	if (project === undefined || versions.length === 0) return redirect(`${NPMJS}${name}`);
	readableProject(exchange, project, true);
	return json(200, {
		name,
		versions: Object.fromEntries(
			versions.map((source) => [source.version, presentVersion(exchange.world, project, source)]),
		),
		"dist-tags": { latest: versions.at(-1)?.version },
	});
}

/** `build_package_version` of app/services/packages/npm/generate_metadata_service.rb. */
function presentVersion(world: World, project: Project, source: PackageSource) {
	const [file] = filesOf(source);
	const base = `${externalBase(world.instance)}/api/v4/projects/${project.id}/packages/npm`;
	return {
		name: source.name,
		version: source.version,
		dist: { shasum: file?.sha1, tarball: `${base}/${source.name}/-/${file?.name}` },
	};
}

function versionsOf(project: Project, name: string): PackageSource[] {
	return project.contents.packages.filter((source) => source.type === "npm" && source.name === name);
}

/** `project_id_or_nil` of the instance level: the scope of the package names the top-level group. */
function projectInScope(world: World, name: string): Project | undefined {
	const scope = /^@([^/]+)\//.exec(name)?.[1]?.toLowerCase();
	const candidates = [...world.projects.values()].filter(
		(project) => project.path.toLowerCase().split("/")[0] === scope && versionsOf(project, name).length > 0,
	);
	return candidates.at(-1);
}

/**
 * `user_project_with_read_package` of lib/api/helpers/packages_helpers.rb.
 *
 * @param asksForCredentials `authenticate_non_public` of the route: the metadata has it, the download has it not.
 * @throws Rejection
 */
function readableProject(
	exchange: Exchange,
	project: Project | undefined,
	asksForCredentials: boolean,
): Project {
	const actor = actorOf(exchange);
	if (project !== undefined && canReadPackages(actor, project)) return project;
	if (project !== undefined && canReadProjectAs(actor, project)) throw forbidden();
	if (asksForCredentials && isAnonymous(actor)) throw unauthorized();
	throw notFound("Project");
}

/** `not_found!` of lib/api/helpers/packages/npm.rb, with both keys, for the npm client. */
function notFound(resource: string): Rejection {
	return new Rejection(json(404, { message: `404 ${resource} Not Found`, error: `${resource} not found` }));
}
