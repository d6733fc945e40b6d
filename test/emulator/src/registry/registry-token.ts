import { generateKeyPairSync, type KeyObject, randomUUID } from "node:crypto";
import { sign, verify } from "jsonwebtoken";

/** The registry's name, and GitLab's name as the issuer of its tokens. */
export const SERVICE = "container_registry";
const ISSUER = "gitlab-issuer";

/** `container_registry_token_expire_delay`: five minutes by default. */
const LIFETIME_SECONDS = 300;
/** `JSONWebToken::Token::DEFAULT_NOT_BEFORE_TIME` */
const BEFORE_SECONDS = 5;

/** The actions that a token allows on one container repository. */
export interface Access {
	readonly type: "repository";
	readonly name: string;
	readonly actions: readonly string[];
}

/** The key pair that GitLab and its registry share: GitLab signs, the registry verifies. */
export class RegistryTokens {
	private keys: { readonly privateKey: KeyObject; readonly publicKey: KeyObject } | undefined;

	/** `authorized_token` of app/services/auth/container_registry_authentication_service.rb. */
	issue(access: readonly Access[], authType: "deploy_token" | "none", nowMs: number): string {
		const now = Math.floor(nowMs / 1000);
		const claims = {
			jti: randomUUID(),
			aud: SERVICE,
			iss: ISSUER,
			iat: now,
			nbf: now - BEFORE_SECONDS,
			exp: now + LIFETIME_SECONDS,
			auth_type: authType,
			access,
		};
		return sign(claims, this.keyPair().privateKey, { algorithm: "RS256" });
	}

	/** What a token allows; `undefined` where it is not one of GitLab's, or no longer. */
	accessOf(token: string, nowMs: number): readonly Access[] | undefined {
		try {
			const claims = verify(token, this.keyPair().publicKey, {
				algorithms: ["RS256"],
				audience: SERVICE,
				issuer: ISSUER,
				clockTimestamp: Math.floor(nowMs / 1000),
			});
			return (claims as { access: readonly Access[] }).access;
		} catch {
			return undefined;
		}
	}

	/** Created when first needed: most servers never have a client of the registry. */
	private keyPair() {
		this.keys ??= generateKeyPairSync("rsa", { modulusLength: 2048 });
		return this.keys;
	}
}
