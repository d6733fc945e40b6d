import { randomBytes } from "node:crypto";
import { sign, verify } from "jsonwebtoken";

/** `HMAC_KEY` of lib/gitlab/jwt_token.rb, which is derived from the instance's secret. */
const KEY = randomBytes(32);
/** `HMAC_EXPIRES_IN`: five minutes. */
const LIFETIME_SECONDS = 300;

/** `Gitlab::TerraformRegistryToken`: carries a deploy token in the address of a module's archive. */
export function terraformToken(secret: string, nowMs: number): string {
	const now = Math.floor(nowMs / 1000);
	return sign({ token: secret, iat: now, exp: now + LIFETIME_SECONDS }, KEY, { algorithm: "HS256" });
}

/** The secret that the token carries; `undefined` where it is not one of GitLab's, or no longer. */
export function secretOfTerraformToken(token: string, nowMs: number): string | undefined {
	try {
		const claims = verify(token, KEY, { algorithms: ["HS256"], clockTimestamp: Math.floor(nowMs / 1000) });
		return (claims as { readonly token: string }).token;
	} catch {
		return undefined;
	}
}
