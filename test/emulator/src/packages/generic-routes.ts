import { recordNotFound } from "../http/response";
import type { Route } from "../http/route";
import { packageProject } from "./basic-auth-project";
import { filesOf } from "./package-file";
import { packageRoute, presentFile } from "./package-route";

/** The download of `lib/api/generic_packages.rb`. */
export const genericRoutes: readonly Route[] = [
	packageRoute("GET projects/:id/packages/generic/:package_name/:package_version/*file_name", (request) => {
		const { exchange, param } = request;
		const project = packageProject(exchange, param("id"));
		const source = project.contents.packages.find(
			({ type, name, version }) =>
				type === "generic" && name === param("package_name") && version === param("package_version"),
		);
		const file = source && filesOf(source).find(({ name }) => name === param("file_name"));
		if (file === undefined) throw recordNotFound();
		const name = file.name.slice(file.name.lastIndexOf("/") + 1);
		return presentFile(file, {
			"Content-Disposition": `attachment; filename="${name}"; filename*=UTF-8''${encodeURIComponent(name)}`,
		});
	}),
];
