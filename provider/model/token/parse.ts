import { isConnectionName } from "../../api/connection-name";
import { DURATION_SHAPE, parseDuration } from "../../api/duration";
import type { OwnerKind } from "../../api/owner";
import { hasPassed, NEVER, parseInstant } from "../values/instants";
import { isMap } from "../values/maps";
import { parseOwnerRef } from "../values/owner-input";
import { inspect, kindOf, type Parsed } from "../values/parsed";
import { canonicalScopes, parseScope, unknownScopeAdvice, virtualRegistryAdvice } from "../values/scopes";
import { type Adoption, NO_EXPIRY } from "./inputs";

/** The context in which a value is read. */
export interface ParseContext {
	readonly nowMs: number;
	/** Whether the token has this name already, or may have it. */
	keepsName(name: string): boolean;
	/** Reports an invalid part of the value, by its path. */
	fail(property: string, reason: string): void;
	/** Reports what is allowed and probably not meant. */
	warn(warning: string): void;
}

/** GitLab's longest name and username, in characters. */
const MAX_LENGTH = 255;

/** GitLab passes the token of this name to CI jobs. Source: GitLab docs, Deploy tokens, "GitLab deploy token". */
const CI_TOKEN_NAME = "gitlab-deploy-token";

/** A name. One that a token has already is kept, whatever the rules are for a new one. */
export function parseName(value: unknown, { keepsName, warn }: ParseContext): Parsed<string> {
	const parsed = typeof value === "string" && keepsName(value) ? { value } : parseNewName(value);
	if (value === CI_TOKEN_NAME)
		warn(
			`GitLab passes the token named "${CI_TOKEN_NAME}" to every CI job of its owner, as CI_DEPLOY_USER and CI_DEPLOY_PASSWORD; choose another name unless that is intended`,
		);
	return parsed;
}

/** Any text. */
export function parseText(value: unknown): Parsed<string> {
	// Without the value, which may be marked as secret.
	return typeof value === "string" ? { value } : { reason: `expected a string, got ${kindOf(value)}` };
}

function parseNewName(declared: unknown): Parsed<string> {
	const text = parseText(declared);
	if ("reason" in text) return text;
	const { value } = text;
	if (value.trim() === "") return { reason: "is empty; a deploy token needs a name" };
	const length = [...value].length;
	if (length > MAX_LENGTH)
		return { reason: `has ${length} characters; GitLab accepts at most ${MAX_LENGTH}` };
	// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
	if (/[\u0000-\u001f\u007f]|\p{Surrogate}/u.test(value))
		return { reason: "contains control characters or an unpaired surrogate" };
	return { value };
}

/** Scopes in GitLab's order; an invalid one is reported by its index. */
export function parseScopes(value: unknown, { fail, warn }: ParseContext): Parsed<readonly unknown[]> {
	if (!Array.isArray(value)) return { reason: `${inspect(value)} is not a list; write ["read_registry"]` };
	if (value.length === 0) return { reason: "is empty; a deploy token needs at least one scope" };
	const scopes: string[] = [];
	for (const [index, member] of value.entries()) {
		const scope = parseScope(member);
		if ("reason" in scope) fail(`scopes[${index}]`, scope.reason);
		else {
			const advice = unknownScopeAdvice(scope.value);
			if (advice !== undefined) warn(advice);
			scopes.push(scope.value);
		}
	}
	if (scopes.length < value.length) return { value };
	const canonical = canonicalScopes(scopes);
	if (canonical.length < scopes.length) warn(`scopes ${inspect(value)} name the same scope twice`);
	for (const advice of virtualRegistryAdvice(scopes)) warn(advice);
	return { value: canonical };
}

/** A username in GitLab's characters. */
export function parseUsername(declared: unknown): Parsed<string> {
	const text = parseText(declared);
	if ("reason" in text) return text;
	const { value } = text;
	if (value === "") return { reason: "is empty; omit it for GitLab's default" };
	if (value.length > MAX_LENGTH)
		return { reason: `has ${value.length} characters; GitLab accepts at most ${MAX_LENGTH}` };
	const wrong = [...value].findIndex((character) => !/^[a-zA-Z0-9.+_-]$/.test(character));
	if (wrong === -1) return { value };
	// Without the value, which may be marked as secret: the engine would hide it too.
	return {
		reason: `contains ${kindOfCharacter([...value][wrong] ?? "")} at position ${wrong + 1}; GitLab accepts letters from a to z, digits, '_', '-', '+' and '.'`,
	};
}

function kindOfCharacter(character: string): string {
	if (/\s/.test(character)) return "a space or line break";
	return /\p{L}/u.test(character) ? "a letter other than a to z" : "a character that is not allowed";
}

/** A future expiry, or none where that is declared. */
export function parseExpiresAt(value: unknown, { nowMs }: ParseContext): Parsed<string | undefined> {
	if (value === NO_EXPIRY) return { value: undefined };
	const instant = parseInstant(value);
	if ("reason" in instant) return instant;
	if (instant.value === NEVER)
		return {
			reason: `${inspect(value)} is how GitLab stores "never"; omit expiresAt, or declare "${NO_EXPIRY}", for a token that never expires`,
		};
	if (hasPassed(instant.value, nowMs))
		return {
			reason: `${inspect(value)} has passed; declare a later one (GitLab would create an expired token)`,
		};
	return instant;
}

/** Longest lifetime: a hundred years, before the instant by which GitLab means "never". */
export const MAX_LIFETIME_MS = 36_525 * 86_400_000;

/** A duration, kept as it was written. */
export function parseLifetime(value: unknown): Parsed<string> {
	const ms = typeof value === "string" ? parseDuration(value) : undefined;
	if (ms === undefined) return { reason: `${inspect(value)} is not a duration; write ${DURATION_SHAPE}` };
	if (ms > MAX_LIFETIME_MS) return { reason: `${inspect(value)} is longer than a hundred years` };
	return { value: value as string };
}

/** The token to adopt. */
export function parseAdoption(value: unknown): Parsed<Adoption> {
	if (!isMap(value)) return { reason: "is not an object; write { tokenId: 123 }" };
	const { tokenId, token, ...others } = value;
	if (Object.keys(others).length > 0)
		return { reason: `accepts tokenId and token, not ${Object.keys(others).map(inspect).join(", ")}` };
	const id = typeof tokenId === "string" && /^\d{1,16}$/.test(tokenId) ? Number(tokenId) : tokenId;
	if (!Number.isSafeInteger(id) || (id as number) < 1)
		return { reason: "has no `tokenId` that is a deploy token's ID: IDs are positive integers" };
	// The value is a secret and is not shown.
	if (token !== undefined && token !== null && (typeof token !== "string" || token === ""))
		return { reason: "has a `token` that is not a string with at least one character" };
	return { value: { tokenId: id as number, ...(typeof token === "string" ? { token } : {}) } };
}

/** A project or group, as {@link parseOwnerRef} accepts it. */
export const parseOwner = (kind: OwnerKind) => (value: unknown) => parseOwnerRef(kind, value);

/** The name of a connection. */
export function parseConnection(value: unknown): Parsed<string> {
	if (typeof value === "string" && isConnectionName(value)) return { value };
	return {
		reason: `${inspect(value)} is not a valid connection name: use lowercase letters, digits and '-', starting with a letter`,
	};
}
