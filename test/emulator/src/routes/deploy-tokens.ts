import type { AccessRequirement } from "../http/authenticate";
import { paginated, paginationParams } from "../http/pagination";
import {
	boolean,
	dateTime,
	deployTokenScopes,
	integer,
	integerOrString,
	required,
	string,
} from "../http/param-types";
import {
	apiError,
	forbidden,
	type HttpResponse,
	internalError,
	json,
	noContent,
	recordNotFound,
} from "../http/response";
import { type Route, route, type Served } from "../http/route";
import {
	canonicalScopes,
	type DeployTokenAttributes,
	FOREVER_MS,
	generateSecret,
	isActive,
	presence,
	presentDeployToken,
	toSentence,
	validationMessages,
} from "../world/deploy-token";
import type { DeployToken, TokenOwner } from "../world/entities";
import { isStorable } from "../world/instant";
import { canReadDeployTokens, canWriteDeployTokens } from "../world/permissions";
import { requireAdmin, requireGroup, requireProject } from "./containers";

const READ: AccessRequirement = { granularPermission: "read_deploy_token" };
const CREATE: AccessRequirement = { granularPermission: "create_deploy_token" };
const DELETE: AccessRequirement = { granularPermission: "delete_deploy_token" };

/** A project is named `types: [String, Integer]`, a group the other way round. */
const ownerParams = { project: { id: string() }, group: { id: integerOrString() } };
const listParams = { ...paginationParams, active: boolean() };
const tokenParams = { token_id: required(integer({ blank: "invalid" })) };
const createParams = {
	name: required(string()),
	scopes: required(deployTokenScopes()),
	expires_at: dateTime(),
	username: string(),
};

/** The nine routes of `lib/api/deploy_tokens.rb`. */
export const deployTokenRoutes: readonly Route[] = [
	route("GET deploy_tokens", {
		params: listParams,
		access: READ,
		event: { operation: "list", owner: "instance" },
		handle: (exchange, params) => {
			requireAdmin(exchange);
			return listTokens(exchange, exchange.world.deployTokens.all(), params);
		},
	}),
	...ownedRoutes("projects", "project", requireProject),
	...ownedRoutes("groups", "group", requireGroup),
];

function ownedRoutes(
	collection: "projects" | "groups",
	owner: "project" | "group",
	requireOwner: (exchange: Served, id: string) => TokenOwner,
): Route[] {
	const readable = (exchange: Served, id: string | undefined) => {
		const found = requireOwner(exchange, id ?? "");
		if (!canReadDeployTokens(exchange.caller, found)) throw forbidden();
		return found;
	};
	const writable = (exchange: Served, id: string | undefined) => {
		const found = requireOwner(exchange, id ?? "");
		if (!canWriteDeployTokens(exchange.caller, found)) throw forbidden();
		return found;
	};
	return [
		route(`GET ${collection}/:id/deploy_tokens`, {
			params: { ...ownerParams[owner], ...listParams },
			access: READ,
			event: { operation: "list", owner },
			handle: (exchange, params) =>
				listTokens(exchange, exchange.world.deployTokens.of(readable(exchange, params.id)), params),
		}),
		route(`POST ${collection}/:id/deploy_tokens`, {
			params: { ...ownerParams[owner], ...createParams },
			access: CREATE,
			event: { operation: "create", owner },
			handle: (exchange, params) =>
				createToken(exchange, writable(exchange, params.id), params.name, {
					username: presence(params.username),
					scopes: canonicalScopes(params.scopes ?? []),
					expiresAtMs: params.expires_at,
				}),
		}),
		route(`GET ${collection}/:id/deploy_tokens/:token_id`, {
			params: { ...ownerParams[owner], ...tokenParams },
			access: READ,
			event: { operation: "get", owner },
			handle: (exchange, params) => {
				const token = findToken(exchange, readable(exchange, params.id), params.token_id);
				return json(200, presentDeployToken(token, exchange.world.instance, exchange.nowMs));
			},
		}),
		route(`DELETE ${collection}/:id/deploy_tokens/:token_id`, {
			params: { ...ownerParams[owner], ...tokenParams },
			access: DELETE,
			event: { operation: "delete", owner },
			handle: (exchange, params) => {
				const token = findToken(exchange, writable(exchange, params.id), params.token_id);
				exchange.world.deployTokens.delete(token);
				return noContent;
			},
		}),
	];
}

function listTokens(
	exchange: Served,
	tokens: readonly DeployToken[],
	params: { active: boolean | undefined; page: bigint | undefined; per_page: number | undefined },
): HttpResponse {
	const { world, nowMs, request } = exchange;
	const { instance } = world;
	// `active=false` filters nothing: the finder checks for a true value only.
	const rows =
		params.active === true ? tokens.filter((token) => isActive(token, instance.expiryMode, nowMs)) : tokens;
	return paginated(rows, (token) => presentDeployToken(token, instance, nowMs), {
		page: params,
		request,
		externalUrl: instance.externalUrl,
		params: exchange.params,
	});
}

function createToken(
	exchange: Served,
	owner: TokenOwner,
	name: string | undefined,
	rest: Omit<DeployTokenAttributes, "name">,
): HttpResponse {
	const { instance, deployTokens } = exchange.world;
	const messages = validationMessages({ ...rest, name: name ?? "" }, instance.nameLimit);
	if (messages.length > 0) return apiError(400, toSentence(messages));
	const { expiresAtMs = FOREVER_MS } = rest;
	// An explicit null, and an instant beyond what a column holds, pass every validation and fail in the database.
	if (name === undefined || !isStorable(expiresAtMs)) throw internalError();
	const token = deployTokens.insert({
		owner,
		name,
		username: rest.username,
		scopes: rest.scopes,
		expiresAtMs,
		secret: generateSecret(instance.tokenPrefix),
		revoked: false,
	});
	return json(201, { ...presentDeployToken(token, instance, exchange.nowMs), token: token.secret });
}

function findToken(exchange: Served, owner: TokenOwner, id: number | undefined): DeployToken {
	const token = id === undefined ? undefined : exchange.world.deployTokens.find(id);
	if (token === undefined || token.owner !== owner) throw recordNotFound();
	return token;
}
