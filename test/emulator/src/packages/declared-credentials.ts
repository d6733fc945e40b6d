import { basicCredentials } from "../http/basic-credentials";
import type { Exchange } from "../http/route";
import { displayUsername } from "../world/deploy-token";
import type { DeployToken } from "../world/entities";
import { findActiveToken } from "../world/token-access";
import type { Actor } from "./actor";
import { challenge } from "./basic-auth-project";

/** The caller without credentials, on an endpoint that declares which ones it reads (`authenticate_with`). */
export const ANONYMOUS = { caller: { user: undefined, actsAsAdmin: false } } as const satisfies Actor;

/**
 * `find_token_from_raw_credentials` of lib/api/helpers/authentication.rb: credentials that were given must be valid.
 *
 * @throws Rejection
 */
export function validToken({ world, nowMs }: Exchange, secret: string | undefined): DeployToken {
	const token = findActiveToken(world, secret, nowMs);
	if (token === undefined) throw challenge();
	token.lastUsedAtMs = nowMs;
	return token;
}

/**
 * `sent_through(:http_basic_auth)`: no other header counts, and neither does an empty username or password.
 *
 * @param type `deploy_token` finds the token by its secret alone, `deploy_token_with_username` needs its username too.
 * @throws Rejection
 */
export function basicActor(exchange: Exchange, type: "deploy_token" | "deploy_token_with_username"): Actor {
	const { login = "", password = "" } = basicCredentials(exchange.request) ?? {};
	if (login === "" || password === "") return ANONYMOUS;
	const deployToken = validToken(exchange, password);
	if (type === "deploy_token_with_username" && displayUsername(deployToken) !== login) throw challenge();
	return { deployToken };
}
