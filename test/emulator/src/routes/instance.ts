import type { AccessRequirement } from "../http/authenticate";
import { json, unauthorized } from "../http/response";
import { type Route, route, type Served } from "../http/route";
import type { User } from "../world/entities";
import { renderInstant } from "../world/instant";
import { presentCurrentUser } from "./present";

const READ_USER: AccessRequirement = { extraScopes: ["read_user"], granularPermission: "read_user" };
const METADATA: AccessRequirement = { extraScopes: ["read_user"], granularPermission: "read_metadata" };
const SELF: AccessRequirement = { anyScope: true, granularPermission: "read_personal_access_token" };

export const instanceRoutes: readonly Route[] = [
	route("GET version", { params: {}, access: METADATA, handle: metadata }),
	route("GET metadata", { params: {}, access: METADATA, handle: metadata }),
	route("GET user", {
		params: {},
		access: READ_USER,
		handle: (exchange) => json(200, presentCurrentUser(requireUser(exchange), exchange.world.instance)),
	}),
	route("GET personal_access_tokens/self", {
		params: {},
		access: SELF,
		handle: (exchange) => {
			const user = requireUser(exchange);
			const { accessToken: token, world, nowMs } = exchange;
			if (token === undefined) throw unauthorized();
			const { timeZone } = world.instance;
			return json(200, {
				id: token.id,
				name: token.name,
				revoked: token.revoked,
				created_at: renderInstant(Date.UTC(2020, 0, 1) + token.id * 60_000, timeZone),
				description: null,
				scopes: token.scopes,
				user_id: user.id,
				last_used_at: renderInstant(nowMs, timeZone),
				active: true,
				expires_at:
					token.expiresAtMs === undefined ? null : new Date(token.expiresAtMs).toISOString().slice(0, 10),
			});
		},
	}),
];

function metadata(exchange: Served) {
	requireUser(exchange);
	const { version, revision, enterprise } = exchange.world.instance;
	const kas = { enabled: false, externalUrl: null, externalK8sProxyUrl: null, version: null };
	return json(200, { version, revision, kas, enterprise });
}

/** `authenticate!`. */
function requireUser({ caller }: Served): User {
	if (caller.user === undefined) throw unauthorized();
	return caller.user;
}
