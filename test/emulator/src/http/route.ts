import type { Operation, OwnerKind } from "../control/metrics";
import type { AccessToken } from "../world/entities";
import type { Caller } from "../world/permissions";
import type { World } from "../world/world";
import type { AccessRequirement } from "./authenticate";
import { type Declaration, type Declared, declareParams } from "./declared-params";
import type { Boundary } from "./granular";
import { type ParamType, string } from "./param-types";
import type { RawParams } from "./raw-params";
import type { HttpRequest } from "./request";
import type { HttpResponse } from "./response";

/** A request on its way through a route. */
export interface Exchange {
	readonly world: World;
	readonly request: HttpRequest;
	/** Query, body and path, untyped; after the declaration was applied, with its values put in. */
	readonly params: RawParams;
	readonly nowMs: number;
	/** The access token that came with the request, if a known one did. */
	readonly accessToken: AccessToken | undefined;
	/** Runs once the parameters are valid, and may reject the request. */
	readonly authenticate: (requirement: AccessRequirement) => Caller;
}

export interface Route {
	/** `GET` includes `HEAD`. */
	readonly method: "GET" | "POST" | "DELETE";
	/** Segments below `/api/v4`; a leading colon names a parameter, a leading star one of any number of segments. */
	readonly pattern: readonly string[];
	/** The parameters that are declared as an Integer. */
	readonly integers: ReadonlySet<string>;
	/** What the events of this route are counted as. */
	readonly event: { readonly operation: Operation; readonly owner: OwnerKind } | undefined;
	readonly serve: (exchange: Exchange) => HttpResponse;
}

/** An exchange whose parameters are valid and whose caller is known. */
export interface Served extends Exchange {
	readonly caller: Caller;
}

interface RouteOptions<D extends Declaration> {
	readonly params: D;
	readonly access: AccessRequirement;
	readonly event?: NonNullable<Route["event"]>;
	readonly handle: (exchange: Served, params: Declared<D & PathParams>) => HttpResponse;
}

interface PathParams extends Declaration {
	readonly id: ParamType<string>;
}

/** Declares a route: `GET projects/:id/deploy_tokens`. Parameters are validated before the caller is known. */
export function route<D extends Declaration>(endpoint: string, options: RouteOptions<D>): Route {
	const [method, path = ""] = endpoint.split(" ");
	if (method !== "GET" && method !== "POST" && method !== "DELETE")
		throw new TypeError(`no such verb: ${endpoint}`);
	const declaration: D & PathParams = { id: string(), ...options.params };
	return {
		method,
		pattern: path.split("/"),
		integers: new Set(Object.keys(declaration).filter((name) => declaration[name]?.isInteger === true)),
		event: options.event,
		serve: (exchange) => {
			const values = declareParams(declaration, exchange.params, exchange.nowMs);
			const caller = exchange.authenticate({ boundary: boundaryOf(path), ...options.access });
			const params = { ...exchange.params, ...values };
			return options.handle({ ...exchange, params, caller }, values);
		},
	};
}

/** What the endpoints of GitLab call `boundary_type`. */
function boundaryOf(path: string): Boundary {
	if (path.startsWith("projects/:id")) return "project";
	if (path.startsWith("groups/:id")) return "group";
	return path.startsWith("user") || path.startsWith("personal_access_tokens") ? "user" : "instance";
}
