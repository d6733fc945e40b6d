import { apiError, forbidden, Rejection } from "../http/answer";
import type { Exchange } from "../http/route";
import type { Project } from "../world/entities";
import { findProject } from "../world/world";
import { actorOf, canReadPackages, canReadProjectAs, isAnonymous } from "./actor";

const CHALLENGE = { "WWW-Authenticate": 'Basic realm="GitLab Packages Registry"' };

/**
 * `authorized_user_project(action: :read_package)` of lib/api/helpers/packages/basic_auth_helpers.rb: an
 * anonymous request is asked for credentials; any other does not learn whether the project exists.
 *
 * @throws Rejection
 */
export function packageProject(exchange: Exchange, id: string): Project {
	const project = findProject(exchange.world, id);
	const actor = actorOf(exchange);
	if (project !== undefined && canReadPackages(actor, project)) return project;
	if (project !== undefined && canReadProjectAs(actor, project)) throw forbidden();
	if (isAnonymous(actor)) {
		const refusal = apiError(401, "401 Unauthorized");
		throw new Rejection({ ...refusal, headers: { ...refusal.headers, ...CHALLENGE } });
	}
	throw new Rejection(apiError(404, "404 Not Found"));
}
