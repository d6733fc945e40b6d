import { createHash } from "node:crypto";
import { apiError, json, notFound, Rejection } from "../http/response";
import type { Exchange, Route } from "../http/route";
import type { Group, PackageSource, Project } from "../world/entities";
import { externalBase, findGroup, groupTree } from "../world/world";
import { type Actor, actorOf, canReadGroupAs, canReadPackages } from "./actor";
import { packageProject } from "./basic-auth-project";
import { filesOf } from "./package-file";
import { packageRoute, presentFile } from "./package-route";

/** `lib/api/composer_packages.rb`: what Composer 2 reads of a group, and the archive of a project's package. */
export const composerRoutes: readonly Route[] = [
	packageRoute("GET group/:id/-/packages/composer/packages", ({ exchange, param }) => {
		const { group } = readableGroup(exchange, param("id"));
		const { relativeRoot } = exchange.world.instance;
		const registry = `${relativeRoot}/api/v4/group/${group.id}/-/packages/composer`;
		return json(200, { packages: [], "metadata-url": `${registry}/p2/%package%.json` });
	}),
	packageRoute("GET group/:id/-/packages/composer/p2/*package_name", ({ exchange, param }) => {
		const { actor, group } = readableGroup(exchange, param("id"));
		const name = param("package_name").replace(/\.json$/, "");
		const projects = [...groupTree(group)].flatMap((below) => below.projects);
		const versions = projects
			.filter((project) => canReadPackages(actor, project))
			.flatMap((project) =>
				composerPackages(project, name).map((source) => [source.version, present(exchange, project, source)]),
			);
		if (versions.length === 0) throw new Rejection(apiError(404, "404 Not Found"));
		return json(200, { packages: { [name]: Object.fromEntries(versions) } });
	}),
	packageRoute("GET projects/:id/packages/composer/archives/*package_name", ({ exchange, param }) => {
		const project = packageProject(exchange, param("id"));
		const sources = composerPackages(project, param("package_name").replace(/\.zip$/, ""));
		const [file] = sources.filter((source) => commitOf(source) === param("sha")).flatMap(filesOf);
		if (file === undefined) throw new Rejection(apiError(404, "404 Not Found"));
		return presentFile(file, { "Content-Type": "application/zip" });
	}),
];

/**
 * `user_group`: whoever may not read the group, with or without credentials, does not learn whether it exists.
 *
 * @throws Rejection
 */
function readableGroup(exchange: Exchange, id: string): { readonly actor: Actor; readonly group: Group } {
	const group = findGroup(exchange.world, id);
	const actor = actorOf(exchange);
	if (group === undefined || !canReadGroupAs(actor, exchange.world, group)) throw notFound("Group");
	return { actor, group };
}

function composerPackages(project: Project, wanted: string): PackageSource[] {
	return project.contents.packages.filter(({ type, name }) => type === "composer" && name === wanted);
}

/** `package_metadata` of lib/gitlab/composer/version_index.rb, without the source in Git, which needs SSH. */
function present({ world }: Exchange, project: Project, source: PackageSource) {
	const { name, version } = source;
	const archive = `${externalBase(world.instance)}/api/v4/projects/${project.id}/packages/composer/archives/${name}.zip`;
	const reference = commitOf(source);
	return {
		name,
		version,
		dist: { type: "zip", url: `${archive}?sha=${reference}`, reference, shasum: "" },
		uid: project.contents.packages.indexOf(source) + 1,
	};
}

/** The commit that was tagged with the version: any forty digits that belong to it alone. */
function commitOf({ name, version, files }: PackageSource): string {
	return createHash("sha1")
		.update(JSON.stringify([name, version, files]))
		.digest("hex");
}
