import type { AccessRequirement } from "../http/authenticate";
import { required, string } from "../http/param-types";
import { apiError, json, noContent, Rejection } from "../http/response";
import { type Route, route, type Served } from "../http/route";
import { presentDeployToken, secretPrefix } from "../world/deploy-token";
import type { DeployToken } from "../world/entities";
import { requireAdmin } from "./containers";

const ADMIN: AccessRequirement = { granularPermission: "admin_token" };
const params = { token: required(string()) };

/** `lib/api/admin/token.rb`, for deploy tokens: what a plaintext belongs to, and its revocation. */
export const adminTokenRoutes: readonly Route[] = [
	route("POST admin/token", {
		params,
		access: ADMIN,
		handle: (exchange, { token }) => {
			const found = identify(exchange, token ?? "");
			return json(200, presentDeployToken(found, exchange.world.instance, exchange.nowMs));
		},
	}),
	route("DELETE admin/token", {
		params,
		access: ADMIN,
		event: { operation: "revoke", owner: "instance" },
		handle: (exchange, { token }) => {
			identify(exchange, token ?? "").revoked = true;
			return noContent;
		},
	}),
];

function identify(exchange: Served, plaintext: string): DeployToken {
	requireAdmin(exchange);
	const { deployTokens, instance } = exchange.world;
	const found = deployTokens.findBySecret(plaintext);
	if (found !== undefined) return found;
	const known = plaintext.startsWith("gldt-") || plaintext.startsWith(secretPrefix(instance.tokenPrefix));
	if (!known) throw new Rejection(apiError(422, "Token type not supported."));
	throw new Rejection(apiError(404, { error: "Not found" }));
}
