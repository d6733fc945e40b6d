import { invalidArgument } from "../../api/errors";

/** What a deploy token authenticates with, as in HTTP's basic authentication. */
export interface Credentials {
	/** The username. */
	readonly username: string;
	/** The secret. */
	readonly password: string;
}

/** Characters that no text format can contain unescaped, or not on one line. */
const UNHOLDABLE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}]/u;

/** An argument as the text that it must be. @throws GitLabDeployTokenError `INPUT_INVALID` */
export function textOf(property: string, value: unknown): string {
	if (value === undefined || value === null) throw invalidArgument(property, "is missing");
	if (typeof value !== "string") throw invalidArgument(property, "is not a string");
	if (value === "") throw invalidArgument(property, "is empty");
	if (UNHOLDABLE.test(value))
		throw invalidArgument(property, "contains control characters or an unpaired surrogate");
	return value;
}

/** An argument that a pattern describes. @param rule What it must be, as in "consist of letters". @throws GitLabDeployTokenError `INPUT_INVALID` */
export function nameOf(property: string, value: unknown, pattern: RegExp, rule: string): string {
	const name = textOf(property, value);
	if (!pattern.test(name)) throw invalidArgument(property, `must ${rule}`);
	return name;
}

/** An argument that is one of some words, or omitted. @throws GitLabDeployTokenError `INPUT_INVALID` */
export function choiceOf<Choice extends string>(
	property: string,
	value: unknown,
	choices: readonly [Choice, ...Choice[]],
): Choice {
	if (value === undefined) return choices[0];
	const chosen = choices.find((choice) => choice === value);
	if (chosen === undefined)
		throw invalidArgument(
			property,
			`must be ${choices.map((choice) => JSON.stringify(choice)).join(" or ")}`,
		);
	return chosen;
}

/** An argument that is true, false or omitted. @throws GitLabDeployTokenError `INPUT_INVALID` */
export function flagOf(property: string, value: unknown): boolean {
	if (value === undefined || value === false) return false;
	if (value === true) return true;
	throw invalidArgument(property, "is neither true nor false");
}

/** Credentials that consist of text. @throws GitLabDeployTokenError `INPUT_INVALID` */
export function checked({ username, password }: Credentials): Credentials {
	return { username: textOf("username", username), password: textOf("password", password) };
}

/** Text that a consumer would read differently than it was written. */
export interface Limit {
	/** The consumer or file, as in "a .netrc file". */
	readonly of: string;
	readonly forbidden: RegExp;
	/** What `forbidden` matches, as in "a space". */
	readonly what: string;
}

/** Refuses what a format cannot represent. @throws GitLabDeployTokenError `INPUT_INVALID`, naming the property */
export function within(limit: Limit, values: Readonly<Record<string, string>>): void {
	for (const [property, value] of Object.entries(values))
		if (limit.forbidden.test(value))
			throw invalidArgument(property, `contains ${limit.what}, which ${limit.of} cannot represent`);
}

/**
 * Refuses a list in which two entries have the same key.
 *
 * @param rule What a file has of it, as in "a config.json has one entry for each registry".
 * @throws GitLabDeployTokenError `INPUT_INVALID`
 */
export function assertDistinct(property: string, keys: readonly string[], rule: string): void {
	const twice = keys.find((key, index) => keys.indexOf(key) !== index);
	if (twice !== undefined) throw invalidArgument(property, `names ${twice} twice; ${rule}`);
}

/** Credentials for basic authentication, where a colon ends the username. @throws GitLabDeployTokenError `INPUT_INVALID` */
export function basicCredentials(credentials: Credentials): Credentials {
	const { username, password } = checked(credentials);
	within({ of: "HTTP authentication", forbidden: /:/, what: "a colon" }, { username });
	return { username, password };
}
