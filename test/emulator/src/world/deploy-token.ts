import { randomBytes } from "node:crypto";
import { isBlank } from "../ruby/text";
import type { DeployToken, Instance } from "./entities";
import { renderInstant } from "./instant";

/** `DeployToken::AVAILABLE_SCOPES`, in the order in which GitLab always returns them. */
export const DEPLOY_TOKEN_SCOPES = [
	"read_repository",
	"read_registry",
	"write_registry",
	"read_package_registry",
	"write_package_registry",
	"read_virtual_registry",
	"write_virtual_registry",
] as const;

/** `Forever.date`: what GitLab stores for "never", and omits from its responses. */
export const FOREVER_MS = Date.UTC(3000, 0, 1);

const USERNAME_LIMIT = 255;
const USERNAME_PATTERN = /^[a-zA-Z0-9.+_-]+$/;
const DAY_MS = 86_400_000;

/** The attributes of a create, after the parameter layer. */
export interface DeployTokenAttributes {
	readonly name: string;
	readonly username: string | null;
	readonly scopes: readonly string[];
	readonly expiresAtMs: number | undefined;
}

/** The given scopes as GitLab stores them: one column each, so without order and without duplicates. */
export function canonicalScopes(scopes: readonly string[]): string[] {
	return DEPLOY_TOKEN_SCOPES.filter((scope) => scopes.includes(scope));
}

/** Rails' `presence`: a blank username counts as none. */
export function presence(text: string | null | undefined): string | null {
	return text === null || text === undefined || isBlank(text) ? null : text;
}

/** The messages of the model's validations, in the order in which `errors.full_messages` has them. */
export function validationMessages(attributes: DeployTokenAttributes, nameLimit: number | null): string[] {
	const messages: string[] = [];
	const username = presence(attributes.username);
	if (attributes.scopes.length === 0) messages.push("Scopes can't be blank");
	if (username !== null && characters(username) > USERNAME_LIMIT) {
		messages.push(`Username is too long (maximum is ${USERNAME_LIMIT} characters)`);
	}
	if (username !== null && !USERNAME_PATTERN.test(username)) {
		messages.push("Username can contain only letters, digits, '_', '-', '+', and '.'");
	}
	if (nameLimit !== null && characters(attributes.name) > nameLimit) {
		messages.push(`Name is too long (maximum is ${nameLimit} characters)`);
	}
	return messages;
}

/** Ruby counts code points where JavaScript counts UTF-16 units. */
function characters(text: string): number {
	return [...text].length;
}

/** Rails' `to_sentence`: `a`, `a and b`, `a, b, and c`. */
export function toSentence(parts: readonly string[]): string {
	if (parts.length <= 2) return parts.join(" and ");
	return `${parts.slice(0, -1).join(", ")}, and ${parts.at(-1)}`;
}

/** A new secret: the instance's prefix if it has one, `gldt-`, twenty URL-safe characters. */
export function generateSecret(tokenPrefix: string): string {
	return `${secretPrefix(tokenPrefix)}${randomBytes(15).toString("base64url")}`;
}

/** An empty prefix and the historical `gl` add nothing (`Authn::TokenField::PrefixHelper`). */
export function secretPrefix(tokenPrefix: string): string {
	return tokenPrefix === "" || tokenPrefix === "gl" ? "gldt-" : `${tokenPrefix}-gldt-`;
}

export function displayUsername(token: DeployToken): string {
	return token.username ?? `gitlab+deploy-token-${token.id}`;
}

/**
 * Whether the response has `expired: true`.
 *
 * `date` is what GitLab did before it compared instants: a token expires with its day, not with its hour.
 */
export function isExpired(token: DeployToken, mode: Instance["expiryMode"], nowMs: number): boolean {
	if (token.expiresAtMs === FOREVER_MS) return false;
	if (mode === "instant") return token.expiresAtMs <= nowMs;
	return token.expiresAtMs < Math.floor(nowMs / DAY_MS) * DAY_MS;
}

/** Whether `?active=true` lists it; in `date` mode the query compares the hour where `expired` does not. */
export function isActive(token: DeployToken, mode: Instance["expiryMode"], nowMs: number): boolean {
	if (token.revoked) return false;
	return mode === "instant" ? token.expiresAtMs > nowMs : token.expiresAtMs >= nowMs;
}

/** A row as GitLab's `Entities::DeployToken` has it, keys in that order. */
export interface DeployTokenWire {
	id: number;
	name: string;
	username: string;
	expires_at: string | null;
	scopes: readonly string[];
	revoked: boolean;
	expired: boolean;
	token?: string;
}

export function presentDeployToken(token: DeployToken, instance: Instance, nowMs: number): DeployTokenWire {
	return {
		id: token.id,
		name: token.name,
		username: displayUsername(token),
		expires_at: token.expiresAtMs === FOREVER_MS ? null : renderInstant(token.expiresAtMs, instance.timeZone),
		scopes: token.scopes,
		revoked: token.revoked,
		expired: isExpired(token, instance.expiryMode, nowMs),
	};
}
