import { recordNotFound } from "../http/response";
import type { Route } from "../http/route";
import type { PackageSource, Project } from "../world/entities";
import { packageProject } from "./basic-auth-project";
import { basicActor } from "./declared-credentials";
import { chartOf, filesOf } from "./package-file";
import { type PackageRequest, packageRoute, presentFile } from "./package-route";

/** The one channel that the charts of a fixture are in; the channel is chosen by who uploads a chart. */
const CHANNEL = "stable";

/** The downloads of `lib/api/helm_packages.rb`: a project's repository of charts. */
export const helmRoutes: readonly Route[] = [
	packageRoute("GET projects/:id/packages/helm/:channel/index", (request) => {
		const { exchange, param } = request;
		const now = new Date(exchange.nowMs).toISOString();
		const entries: Record<string, object[]> = {};
		for (const source of chartsIn(projectOf(request), param("channel"))) {
			const present = filesOf(source).map(({ name, sha256 }) => ({
				...chartOf(source),
				created: now,
				digest: sha256,
				urls: [`charts/${name}`],
			}));
			entries[source.name] = [...(entries[source.name] ?? []), ...present];
		}
		const { relativeRoot } = exchange.world.instance;
		const contextPath = `${relativeRoot}/api/v4/projects/${encodeURIComponent(param("id"))}/packages/helm`;
		const index = { apiVersion: "v1", entries, generated: now, serverInfo: { contextPath } };
		// JSON is YAML.
		return { status: 200, headers: { "Content-Type": "text/yaml" }, body: JSON.stringify(index) };
	}),
	packageRoute("GET projects/:id/packages/helm/:channel/charts/*file_name", (request) => {
		const charts = chartsIn(projectOf(request), request.param("channel"));
		const file = charts.flatMap(filesOf).find(({ name }) => name === request.param("file_name"));
		if (file === undefined) throw recordNotFound();
		return presentFile(file);
	}),
];

function projectOf({ exchange, param }: PackageRequest): Project {
	return packageProject(exchange, param("id"), basicActor(exchange, "deploy_token"));
}

function chartsIn({ contents }: Project, channel: string): readonly PackageSource[] {
	return channel === CHANNEL ? contents.packages.filter(({ type }) => type === "helm") : [];
}
