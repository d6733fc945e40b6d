import { bearerToken } from "../http/authenticate";
import { apiError, forbidden, json, Rejection } from "../http/response";
import type { Exchange, Route } from "../http/route";
import type { DeployToken, PackageSource, Project } from "../world/entities";
import { externalBase, findGroup, groupTree } from "../world/world";
import { canReadGroupAs, canReadPackages } from "./actor";
import { challenge } from "./basic-auth-project";
import { ANONYMOUS, validToken } from "./declared-credentials";
import { filesOf } from "./package-file";
import { type PackageRequest, packageRoute, presentFile } from "./package-route";
import { secretOfTerraformToken, terraformToken } from "./terraform-token";

const MODULE = "packages/terraform/modules/v1/:module_namespace/:module_name/:module_system";

/** `lib/api/terraform/modules/v1/namespace_packages.rb`: the protocol of Terraform's module registries. */
export const terraformRoutes: readonly Route[] = [
	packageRoute(`GET ${MODULE}/versions`, (request) => {
		const packages = readableModules(request, bearerOf(request.exchange));
		const versions = packages.map(({ source: { version } }) => ({
			version,
			submodules: [],
			root: { dependencies: [], providers: [{ name: request.param("module_system"), version: "" }] },
		}));
		const [first] = packages;
		const { instance } = request.exchange.world;
		const source = first === undefined ? {} : { source: `${externalBase(instance)}/${first.project.path}` };
		return json(200, { modules: [{ versions, ...source }] });
	}),
	packageRoute(`GET ${MODULE}/:module_version/download`, (request) => {
		const { exchange, param } = request;
		const token = bearerOf(exchange);
		requestedVersion(request, token);
		const carried = token === undefined ? "" : terraformToken(token.secret, exchange.nowMs);
		const names = ["module_namespace", "module_name", "module_system", "module_version"].map(param);
		const { relativeRoot } = exchange.world.instance;
		const path = `${relativeRoot}/api/v4/packages/terraform/modules/v1/${names.join("/")}/file`;
		return {
			status: 204,
			headers: { "X-Terraform-Get": `${path}?token=${carried}&archive=tgz` },
			body: undefined,
		};
	}),
	packageRoute(`GET ${MODULE}/:module_version/file`, (request) => {
		const { exchange, param } = request;
		const given = param("token");
		const token =
			given === "" ? undefined : validToken(exchange, secretOfTerraformToken(given, exchange.nowMs));
		const [file] = filesOf(requestedVersion(request, token));
		if (file === undefined) throw notFound();
		return presentFile(file);
	}),
];

/** `sent_through(:http_bearer_token)`: no other header counts. */
function bearerOf(exchange: Exchange): DeployToken | undefined {
	const given = bearerToken(exchange.request, {});
	return given === undefined ? undefined : validToken(exchange, given);
}

interface Module {
	readonly project: Project;
	readonly source: PackageSource;
}

/**
 * `authorize_read_package!(package || module_namespace)`: the versions of the module below the group.
 *
 * @throws Rejection
 */
function readableModules({ exchange, param }: PackageRequest, token: DeployToken | undefined): Module[] {
	const { world } = exchange;
	const group = findGroup(world, param("module_namespace"));
	const actor = token === undefined ? ANONYMOUS : { deployToken: token };
	const refusal = () => (token === undefined ? challenge() : forbidden());
	if (group === undefined || !canReadGroupAs(actor, world, group)) throw refusal();
	const wanted = `${param("module_name")}/${param("module_system")}`;
	return [...groupTree(group)]
		.flatMap(({ projects }) => projects)
		.filter((project) => canReadPackages(actor, project))
		.flatMap((project) => project.contents.packages.map((source) => ({ project, source })))
		.filter(({ source }) => source.type === "terraform_module" && source.name === wanted);
}

/** @throws Rejection */
function requestedVersion(request: PackageRequest, token: DeployToken | undefined): PackageSource {
	const version = request.param("module_version");
	const found = readableModules(request, token).find(({ source }) => source.version === version);
	if (found === undefined) throw notFound();
	return found.source;
}

function notFound(): Rejection {
	return new Rejection(apiError(404, "404 Not Found"));
}
