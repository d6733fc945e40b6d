import { notFound, text } from "../http/response";
import type { Route } from "../http/route";
import { packageProject } from "./basic-auth-project";
import { filesOf } from "./package-file";
import { packageRoute, presentFile } from "./package-route";

/** The endpoint of a project in `lib/api/maven_packages.rb`, with `maven_central_request_forwarding` off. */
export const mavenRoutes: readonly Route[] = [
	packageRoute("GET projects/:id/packages/maven/*path/:file_name", ({ exchange, param }) => {
		const project = packageProject(exchange, param("id"));
		const source = project.contents.packages.find(
			({ type, name, version }) => type === "maven" && `${name}/${version}` === param("path"),
		);
		if (source === undefined) throw notFound("Project");
		const [, fileName, digest] = /^(.+?)(?:\.(md5|sha1))?$/.exec(param("file_name")) ?? [];
		const file = filesOf(source).find(({ name }) => name === fileName);
		if (file === undefined) throw notFound("Package");
		return digest === "md5" || digest === "sha1" ? text(200, file[digest]) : presentFile(file);
	}),
];
