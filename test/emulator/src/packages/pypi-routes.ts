import { type Answer, apiError, html, Rejection, recordNotFound } from "../http/answer";
import type { Exchange, Route } from "../http/route";
import { type Markup, markup } from "../page/markup";
import type { PackageSource, Project } from "../world/entities";
import { externalBase, findProject } from "../world/world";
import { packageProject } from "./basic-auth-project";
import { filesOf } from "./package-file";
import { packageRoute, presentFile, redirect } from "./package-route";

/** Where GitLab sends the clients that ask for a package it does not have. */
const PYPI = "https://pypi.org/simple/";

/** The endpoints of a project in `lib/api/pypi_packages.rb`: what `pip install` reads. */
export const pypiRoutes: readonly Route[] = [
	packageRoute("projects/:id/packages/pypi/simple", ({ exchange, param }) => {
		const project = knownProject(exchange, param("id"));
		const links = pypiPackages(project).map((source) =>
			link(`${simpleIndex(exchange, project)}/${normalised(source.name)}`, source.name),
		);
		return presentLinks(project.name, links);
	}),
	packageRoute("projects/:id/packages/pypi/simple/*package_name", ({ exchange, param }) => {
		const project = knownProject(exchange, param("id"));
		const name = normalised(param("package_name"));
		const sources = pypiPackages(project).filter((source) => normalised(source.name) === name);
		if (sources.length === 0) return redirect(`${PYPI}${param("package_name")}/`);
		const links = sources.flatMap(filesOf).map((file) => {
			const path = `files/${file.sha256}/${encodeURIComponent(file.name)}`;
			return link(`${registry(exchange, project)}/${path}#sha256=${file.sha256}`, file.name);
		});
		return presentLinks(sources[0]?.name ?? name, links);
	}),
	packageRoute("projects/:id/packages/pypi/files/:sha256/*file_identifier", ({ exchange, param }) => {
		const files = pypiPackages(knownProject(exchange, param("id"))).flatMap(filesOf);
		const wanted = files.find(
			({ name, sha256 }) => name === param("file_identifier") && sha256 === param("sha256"),
		);
		if (wanted === undefined) throw recordNotFound();
		return presentFile(wanted);
	}),
];

/** `project!`: a project that does not exist is not found, before credentials are required. */
function knownProject(exchange: Exchange, id: string): Project {
	if (findProject(exchange.world, id) === undefined) throw new Rejection(apiError(404, "404 Not Found"));
	return packageProject(exchange, id);
}

function pypiPackages(project: Project): PackageSource[] {
	return project.contents.packages.filter(({ type }) => type === "pypi");
}

/** `normalized_pypi_name`, by PEP 503. */
function normalised(name: string): string {
	return name.replace(/[-_.]+/g, "-").toLowerCase();
}

function registry({ world }: Exchange, project: Project): string {
	return `${externalBase(world.instance)}/api/v4/projects/${project.id}/packages/pypi`;
}

function simpleIndex(exchange: Exchange, project: Project): string {
	return `${registry(exchange, project)}/simple`;
}

/** `package_link` of app/presenters/packages/pypi/simple_presenter_base.rb, with no version of Python required. */
function link(url: string, name: string): Markup {
	return markup`<a href="${url}" data-requires-python="">${name}</a>`;
}

function presentLinks(name: string, links: readonly Markup[]): Answer {
	const page = markup`<!DOCTYPE html>
<html>
  <head>
    <title>Links for ${name}</title>
  </head>
  <body>
    <h1>Links for ${name}</h1>
    ${links}
  </body>
</html>
`;
	return html(200, page.html);
}
