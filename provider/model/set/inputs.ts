import { namesWhere, type SetDefaultName, type SetOnlyName, type TokenProperties } from "../token/fields";
import { type DeployTokenInputs, NO_EXPIRY } from "../token/inputs";
import { unreadableState } from "../token/unreadable-state";
import { compact, pickHeld } from "../values/held";
import { isMap, mapIn } from "../values/maps";
import { inheritsLifetime, type OwnLifetime } from "./lifetime";

/**
 * The inputs of a `DeployTokenSet` after `check`.
 *
 * The declared tokens are one JSON text: ten thousand of them as properties would cost the engine seconds.
 */
export interface DeployTokenSetInputs extends Partial<Pick<TokenProperties, SetDefaultName | SetOnlyName>> {
	/** JSON: what each key declares in addition to the defaults, keys in order. */
	readonly tokens: string;
	readonly overlap?: string;
	readonly onKeyFailure?: KeyFailureMode;
	readonly maxDeletions?: number | string;
	/** Always declared empty; `read` reports here what it observed, by key, so that a refresh shows the difference. */
	readonly drift: Readonly<Record<string, string>>;
}

/** Whether one key that fails makes the whole update fail. */
export type KeyFailureMode = "fail" | "report";

/** Inputs of a token that a set declares once for all keys. */
export const SET_DEFAULTS = namesWhere("inSet", "default", "lifetime");

/** Inputs of a token that a set declares, and no key. */
export const SET_ONLY = namesWhere("inSet", "set");

/** The defaults without expiry and lifetime. */
const WITHOUT_LIFETIME = namesWhere("inSet", "default");

/** What one key itself declares, after `check`. */
export type KeyOverrides = Partial<Omit<TokenProperties, SetOnlyName>>;

/** The defaults that a key inherits unless it declares another value. */
export function inheritedDefaults(own: OwnLifetime): readonly SetDefaultName[] {
	return inheritsLifetime(own) ? SET_DEFAULTS : WITHOUT_LIFETIME;
}

/** Keys of `tokens` may have every input of a token except those that the set has once. */
export const KEY_NAMES = namesWhere("inSet", "entry", "default", "lifetime");

/**
 * The declared tokens as text: equal declarations have equal texts, so another order in the program is not a
 * change.
 */
export function formatTokens(tokens: Iterable<readonly [string, KeyOverrides]>): string {
	const inOrder = [...tokens].sort(([a], [b]) => (a < b ? -1 : 1));
	return JSON.stringify(Object.fromEntries(inOrder.map(([key, own]) => [key, inOrderOfNames(own)])));
}

function inOrderOfNames(own: KeyOverrides): KeyOverrides {
	const ordered: Record<string, unknown> = pickHeld(own, KEY_NAMES);
	const { adopt } = own;
	if (adopt)
		ordered.adopt = compact<NonNullable<typeof adopt>>({ tokenId: adopt.tokenId, token: adopt.token });
	return ordered;
}

/**
 * The declared tokens as text, whichever provider recorded them: the packaged one records a map, so that the engine
 * can show what differs. Any other value is returned unchanged.
 */
export function tokensAsText(tokens: unknown): unknown {
	if (!isMap(tokens)) return tokens;
	const entries = Object.entries(tokens as Record<string, KeyOverrides | null>);
	return formatTokens(entries.map(([key, own]) => [key, own ?? {}]));
}

/**
 * The keys and what they declare, from the text that `check` has returned. A refresh compares with the recorded one:
 * what is malformed must not count as keys that are no longer declared.
 *
 * @throws GitLabDeployTokenError `DEPLOY_TOKEN_STATE_UNREADABLE` where it is malformed.
 */
export function parseTokens(tokens: string): Map<string, KeyOverrides> {
	const map = mapIn(tokens);
	if (map === undefined || !Object.values(map).every(isMap))
		throw unreadableState("declaration of the tokens of a deploy token set", {
			hint: "Run `pulumi up`: it records the declaration again.",
		});
	return new Map(Object.entries(map as Record<string, KeyOverrides>));
}

/**
 * The keys and what they were recorded to declare, by whichever provider. What is malformed is left out: the
 * recorded contents decide which tokens a set has.
 */
export function recordedTokens(tokens: unknown): Map<string, KeyOverrides> {
	const map = typeof tokens === "string" ? mapIn(tokens) : tokens;
	if (!isMap(map)) return new Map();
	return new Map(Object.entries(map).filter((entry): entry is [string, KeyOverrides] => isMap(entry[1])));
}

/** Whether a key can adopt a token, by the declared tokens as text: few sets do, and ten thousand keys take time to read. */
export function mayAdopt(tokens: string): boolean {
	return tokens.includes('"adopt"');
}

/** What is declared of one key's token, as a `DeployToken` would declare it. */
export function keyInputs(key: string, own: KeyOverrides, inputs: DeployTokenSetInputs): DeployTokenInputs {
	const declared = own.expiresAt === NO_EXPIRY ? { ...own, expiresAt: undefined } : own;
	return compact({
		scopes: [],
		...pickHeld(inputs, inheritedDefaults(own)),
		...pickHeld(inputs, SET_ONLY),
		name: key,
		...declared,
		status: "active",
	} as DeployTokenInputs);
}
