import { type DeployTokenInputs, NO_EXPIRY } from "../token/inputs";

/**
 * The inputs of a `DeployTokenSet` after `check`.
 *
 * The declared tokens travel as one JSON text: ten thousand of them as properties would cost the engine seconds.
 */
export interface DeployTokenSetInputs {
	/** JSON: what each key declares beside the defaults, keys in order. */
	readonly tokens: string;
	readonly scopes?: readonly string[];
	readonly username?: string;
	readonly expiresAt?: string;
	readonly expiresIn?: string;
	readonly rotateBefore?: string;
	readonly connection?: string;
	readonly overlap?: string;
	readonly onKeyFailure?: KeyFailureMode;
	readonly maxDeletions?: number | string;
	/** Always declared empty; `read` names here what it saw, by key, so that a refresh shows the difference. */
	readonly drift: Readonly<Record<string, string>>;
}

/** Whether one key that fails makes the whole update fail. */
export type KeyFailureMode = "fail" | "report";

/** Inputs of a token that a set declares once for all keys. */
export const SET_DEFAULTS = ["scopes", "username", "expiresAt", "expiresIn", "rotateBefore"] as const;

/** What one key declares of its own, after `check`. */
export type KeyOverrides = Partial<Omit<DeployTokenInputs, "status" | "connection">>;

/** The keys and what they declare, from the text. The text has been checked, or is one that we wrote. */
export function parseTokens(tokens: string): Map<string, KeyOverrides> {
	return new Map(Object.entries(JSON.parse(tokens) as Record<string, KeyOverrides>));
}

/** What is declared of one key's token, as a `DeployToken` would declare it. */
export function keyInputs(key: string, own: KeyOverrides, inputs: DeployTokenSetInputs): DeployTokenInputs {
	const { scopes = [], username, expiresAt, expiresIn, rotateBefore, connection } = inputs;
	// A key that says when its token ends says all about it.
	const lifetime =
		own.expiresAt === undefined && own.expiresIn === undefined ? { expiresAt, expiresIn, rotateBefore } : {};
	const declared = own.expiresAt === NO_EXPIRY ? { ...own, expiresAt: undefined } : own;
	return defined({ scopes, username, ...lifetime, connection, name: key, ...declared, status: "active" });
}

function defined(properties: Record<string, unknown>): DeployTokenInputs {
	const held: Record<string, unknown> = {};
	for (const key in properties) if (properties[key] !== undefined) held[key] = properties[key];
	return held as unknown as DeployTokenInputs;
}
