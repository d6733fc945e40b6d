import { apiError, forbidden, Rejection } from "../http/response";
import type { Exchange } from "../http/route";
import type { Project } from "../world/entities";
import { findProject } from "../world/world";
import {
	type Actor,
	actorOf,
	canCreatePackages,
	canReadPackages,
	canReadProjectAs,
	isAnonymous,
} from "./actor";

const CHALLENGE = { "WWW-Authenticate": 'Basic realm="GitLab Packages Registry"' };

/**
 * `authorized_user_project(action: :read_package)` of lib/api/helpers/packages/basic_auth_helpers.rb: an
 * anonymous request is asked for credentials; any other does not learn whether the project exists.
 *
 * @throws Rejection
 */
export function packageProject(exchange: Exchange, id: string, actor: Actor = actorOf(exchange)): Project {
	const project = findProject(exchange.world, id);
	if (project !== undefined && canReadPackages(actor, project)) return project;
	if (project !== undefined && canReadProjectAs(actor, project)) throw forbidden();
	throw isAnonymous(actor) ? challenge() : notFoundAtAll();
}

/**
 * `authorized_user_project(action: :read_project)` and then `authorize_upload!` of lib/api/helpers/packages_helpers.rb.
 *
 * @throws Rejection
 */
export function projectForUpload(exchange: Exchange, id: string): Project {
	const project = findProject(exchange.world, id);
	const actor = actorOf(exchange);
	if (project === undefined || !canReadProjectAs(actor, project))
		throw isAnonymous(actor) ? challenge() : notFoundAtAll();
	if (!canCreatePackages(actor, project)) throw isAnonymous(actor) ? challenge() : forbidden();
	return project;
}

/** `unauthorized!` of the same helpers. */
export function challenge(): Rejection {
	const refusal = apiError(401, "401 Unauthorized");
	return new Rejection({ ...refusal, headers: { ...refusal.headers, ...CHALLENGE } });
}

function notFoundAtAll(): Rejection {
	return new Rejection(apiError(404, "404 Not Found"));
}
