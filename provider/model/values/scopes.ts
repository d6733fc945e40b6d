import { inspect, type Parsed } from "./parsed";
import { sameLetters, suggestion } from "./suggestions";
import { withoutRegistryScope } from "./virtual-registry";

/**
 * The scopes this version knows, in GitLab's own order. GitLab adds some now and then, so the list serves
 * suggestions and types, never a refusal.
 *
 * Source: GitLab `app/models/deploy_token.rb`, `AVAILABLE_SCOPES`.
 */
export const KNOWN_SCOPES = [
	"read_repository",
	"read_registry",
	"write_registry",
	"read_package_registry",
	"write_package_registry",
	"read_virtual_registry",
	"write_virtual_registry",
] as const;

/** A scope this version knows. */
export type KnownScope = (typeof KNOWN_SCOPES)[number];

/** A scope: one of the seven known ones, with completion in editors, or one that GitLab added since. */
export type Scope = KnownScope | (string & {});

/** Each scope once, known ones first in GitLab's order, others after them by name. */
export function canonicalScopes(scopes: Iterable<string>): string[] {
	const rank = (scope: string) => {
		const index = KNOWN_SCOPES.indexOf(scope as KnownScope);
		return index === -1 ? KNOWN_SCOPES.length : index;
	};
	return [...new Set(scopes)].sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
}

/** Whether both lists grant the same, whatever their order. */
export function sameScopes(one: Iterable<string>, other: Iterable<string>): boolean {
	return canonicalScopes(one).join() === canonicalScopes(other).join();
}

/** One scope, or why GitLab will not accept it. */
export function parseScope(value: unknown): Parsed<string> {
	if (typeof value !== "string" || value === "") return { reason: `${inspect(value)} is not a scope` };
	if (isKnown(value)) return { value };
	const meant = suggestion(value, KNOWN_SCOPES);
	if (meant !== undefined && sameLetters(meant, value))
		return { reason: `${inspect(value)} is not how GitLab spells it; write "${meant}"` };
	if (!/^[a-z][a-z0-9_]{0,99}$/.test(value))
		return { reason: `${inspect(value)} is not a scope; the known scopes are ${KNOWN_SCOPES.join(", ")}` };
	return { value };
}

/** The warning about a scope that was accepted though this version does not know it. */
export function unknownScopeAdvice(scope: string): string | undefined {
	if (isKnown(scope)) return undefined;
	const meant = suggestion(scope, KNOWN_SCOPES);
	const advice =
		meant === undefined ? `the known scopes are ${KNOWN_SCOPES.join(", ")}` : `did you mean "${meant}"?`;
	return `scope ${inspect(scope)} is unknown to this version of the provider and is passed to GitLab unchecked; ${advice}`;
}

/** The warning about virtual registry scopes without the registry scope. */
export function virtualRegistryAdvice(scopes: readonly string[]): string[] {
	return withoutRegistryScope(scopes).map(
		([virtual, registry]) =>
			`scopes contain "${virtual}" without "${registry}"; GitLab's dependency proxy requires both`,
	);
}

function isKnown(scope: string): scope is KnownScope {
	return (KNOWN_SCOPES as readonly string[]).includes(scope);
}
