import { apiError, grapeError, type HttpResponse, html, Rejection, recordNotFound } from "../http/response";
import type { Exchange, Route } from "../http/route";
import { type Markup, markup } from "../page/markup";
import { uploadedFile } from "../rack/multipart";
import type { Project } from "../world/entities";
import { externalBase, findProject } from "../world/world";
import { packageProject, projectForUpload } from "./basic-auth-project";
import { filesOf, type PackageFile, packageFile } from "./package-file";
import { packageRoute, presentFile, redirect } from "./package-route";

/** The registry to which GitLab redirects requests for packages that it does not have. */
const PYPI = "https://pypi.org/simple/";

/** The endpoints of a project in `lib/api/pypi_packages.rb`: what `pip install` reads, and where `twine upload` sends to. */
export const pypiRoutes: readonly Route[] = [
	packageRoute("GET projects/:id/packages/pypi/simple", ({ exchange, param }) => {
		const project = knownProject(exchange, param("id"));
		const names = [...new Set(pypiFiles(project).map(({ name }) => name))];
		const links = names.map((name) => link(`${simpleIndex(exchange, project)}/${normalised(name)}`, name));
		return presentLinks(project.name, links);
	}),
	packageRoute("GET projects/:id/packages/pypi/simple/*package_name", ({ exchange, param }) => {
		const project = knownProject(exchange, param("id"));
		const name = normalised(param("package_name"));
		const found = pypiFiles(project).filter((each) => normalised(each.name) === name);
		if (found.length === 0) return redirect(`${PYPI}${param("package_name")}/`);
		const links = found.map(({ file }) => {
			const path = `files/${file.sha256}/${encodeURIComponent(file.name)}`;
			return link(`${registry(exchange, project)}/${path}#sha256=${file.sha256}`, file.name);
		});
		return presentLinks(found[0]?.name ?? name, links);
	}),
	packageRoute("GET projects/:id/packages/pypi/files/:sha256/*file_identifier", ({ exchange, param }) => {
		const wanted = pypiFiles(knownProject(exchange, param("id"))).find(
			({ file }) => file.name === param("file_identifier") && file.sha256 === param("sha256"),
		);
		if (wanted === undefined) throw recordNotFound();
		return presentFile(wanted.file);
	}),
	packageRoute("POST projects/:id/packages/pypi", ({ exchange, param }) => {
		const content = uploadedFile(exchange.params.content);
		const missing = ["name", "version"].filter((name) => param(name) === "");
		if (content === undefined) missing.unshift("content");
		if (content === undefined || missing.length > 0)
			throw new Rejection(grapeError(400, missing.map((name) => `${name} is missing`).join(", ")));
		assertKnown(exchange, param("id"));
		const project = projectForUpload(exchange, param("id"));
		if (pypiFiles(project).some(({ file }) => file.name === content.filename))
			throw new Rejection(
				apiError(400, "400 Bad request - Validation failed: File name has already been taken"),
			);
		project.contents.uploads.push({
			type: "pypi",
			name: param("name"),
			version: param("version"),
			fileName: content.filename,
			content: content.content,
		});
		return apiError(201, "201 Created");
	}),
];

/** `project!`: a project that does not exist is not found, before credentials are required. */
function knownProject(exchange: Exchange, id: string): Project {
	assertKnown(exchange, id);
	return packageProject(exchange, id);
}

function assertKnown({ world }: Exchange, id: string): void {
	if (findProject(world, id) === undefined) throw new Rejection(apiError(404, "404 Not Found"));
}

/** The files of the fixture's packages, and those that were uploaded. */
function pypiFiles({ contents }: Project): { readonly name: string; readonly file: PackageFile }[] {
	const declared = contents.packages
		.filter(({ type }) => type === "pypi")
		.flatMap((source) => filesOf(source).map((file) => ({ name: source.name, file })));
	const uploaded = contents.uploads.map(({ name, fileName, content }) => ({
		name,
		file: packageFile(fileName, content),
	}));
	return [...declared, ...uploaded];
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

function presentLinks(name: string, links: readonly Markup[]): HttpResponse {
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
