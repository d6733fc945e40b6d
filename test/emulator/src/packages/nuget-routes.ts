import { apiError, grapeError, json, notFound, Rejection } from "../http/response";
import type { Route } from "../http/route";
import type { PackageSource, Project } from "../world/entities";
import { externalBase, findProject } from "../world/world";
import { packageProject } from "./basic-auth-project";
import { basicActor } from "./declared-credentials";
import { filesOf } from "./package-file";
import { type PackageRequest, packageRoute, presentFile } from "./package-route";

const ENDPOINT = "projects/:id/packages/nuget";

/** `lib/api/nuget_project_packages.rb`: what a client reads of a project's feed by version 3 of the protocol. */
export const nugetRoutes: readonly Route[] = [
	// Without credentials, of any project that exists.
	packageRoute(`GET ${ENDPOINT}/index`, (request) => {
		assertNumber(request);
		const project = findProject(request.exchange.world, request.param("id"));
		if (project === undefined) throw new Rejection(apiError(404, "404 Not Found"));
		return json(200, serviceIndex(feedOf(request, project)));
	}),
	packageRoute(`GET ${ENDPOINT}/metadata/*package_name/index.json`, (request) => {
		const { feed, sources } = found(request);
		const url = metadataUrl(feed, sources[0]);
		const versions = sources.map(({ version }) => version);
		const items = sources.map((source) => metadata(feed, source));
		const page = { "@id": url, lower: versions[0], upper: versions.at(-1), count: items.length, items };
		return json(200, { count: 1, items: [page] });
	}),
	packageRoute(`GET ${ENDPOINT}/metadata/*package_name/*package_version`, (request) => {
		const { feed, sources } = found(request);
		const version = request.param("package_version").replace(/\.json$/, "");
		return json(200, metadata(feed, inVersion(sources, version)));
	}),
	packageRoute(`GET ${ENDPOINT}/download/*package_name/index.json`, (request) =>
		json(200, { versions: found(request).sources.map(({ version }) => version) }),
	),
	packageRoute(`GET ${ENDPOINT}/download/*package_name/*package_version/*package_filename`, (request) => {
		const source = inVersion(found(request).sources, request.param("package_version"));
		const wanted = request.param("package_filename").toLowerCase();
		const file = filesOf(source).find(({ name }) => name === wanted);
		if (file === undefined) throw notFound("Package");
		return presentFile(file);
	}),
];

/** @throws Rejection */
function found(request: PackageRequest): {
	readonly feed: string;
	readonly sources: readonly PackageSource[];
} {
	const { exchange, param } = request;
	assertNumber(request);
	const project = packageProject(exchange, param("id"), basicActor(exchange, "deploy_token_with_username"));
	const name = param("package_name").toLowerCase();
	const sources = project.contents.packages.filter(
		(source) => source.type === "nuget" && source.name.toLowerCase() === name,
	);
	if (sources.length === 0) throw notFound("Packages");
	return { feed: feedOf(request, project), sources };
}

/** Unlike elsewhere, a project is not found by its path. @throws Rejection */
function assertNumber({ param }: PackageRequest): void {
	if (!/^[1-9]\d*$/.test(param("id"))) throw new Rejection(grapeError(400, "id is invalid"));
}

function inVersion(sources: readonly PackageSource[], version: string): PackageSource {
	const source = sources.find((each) => each.version === version);
	if (source === undefined) throw notFound("Package");
	return source;
}

function feedOf({ exchange: { world } }: PackageRequest, { id }: Project): string {
	return `${externalBase(world.instance)}/api/v4/projects/${id}/packages/nuget`;
}

/** app/presenters/packages/nuget/service_index_presenter.rb */
function serviceIndex(feed: string) {
	const services: readonly (readonly [url: string, comment: string, types: readonly string[]])[] = [
		[`${feed}/download`, "Get package content (.nupkg).", ["PackageBaseAddress/3.0.0"]],
		[
			`${feed}/query`,
			"Filter and search for packages by keyword.",
			["SearchQueryService", "SearchQueryService/3.0.0-beta", "SearchQueryService/3.0.0-rc"],
		],
		[feed, "Push and delete (or unlist) packages.", ["PackagePublish/2.0.0"]],
		[
			`${feed}/metadata`,
			"Get package metadata.",
			["RegistrationsBaseUrl", "RegistrationsBaseUrl/3.0.0-beta", "RegistrationsBaseUrl/3.0.0-rc"],
		],
	];
	const resources = services.flatMap(([url, comment, types]) =>
		types.map((type) => ({ "@id": url, "@type": type, comment })),
	);
	return { version: "3.0.0", resources };
}

/** `metadata_for` of app/presenters/packages/nuget/packages_metadata_presenter.rb, without dependencies and tags. */
function metadata(feed: string, source: PackageSource) {
	const { name, version } = source;
	const [file] = filesOf(source);
	const id = { "@id": metadataUrl(feed, source) };
	const packageContent = `${feed}/download/${name}/${version}/${file?.name}`;
	const entry = { ...id, authors: "", dependencyGroups: [], id: name, version, tags: "", packageContent };
	return { ...id, packageContent, catalogEntry: { ...entry, summary: "" } };
}

function metadataUrl(feed: string, source: PackageSource | undefined): string {
	return `${feed}/metadata/${source?.name}/${source?.version}.json`;
}
