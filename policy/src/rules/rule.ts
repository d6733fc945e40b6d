import type { EnforcementLevel, PolicyConfigSchema } from "@pulumi/policy";
import type { DeclaredToken } from "../view/declared-token";

/** What a rule may read in addition to the token. */
export interface RuleContext {
	/** Name of the stack. */
	readonly stack: string;
	/** Whether the resource has the option `protect`. */
	readonly protect: boolean;
	/** Whether the token is in a set. */
	readonly inSet: boolean;
	readonly nowMs: number;
}

/** The properties that a remediation sets. */
export interface Remedy {
	readonly scopes?: readonly string[];
	readonly expiresIn?: string;
	readonly rotateBefore?: string;
}

interface RuleDefinition<Options extends object> {
	readonly name: string;
	/** One sentence; the row of the rule in docs/policies.md begins with it. */
	readonly description: string;
	/** The enforcement level, unless the pack's configuration overrides it. */
	readonly level: EnforcementLevel;
	/** The options with their defaults. */
	readonly options: Options;
	readonly schema: PolicyConfigSchema["properties"];
	/**
	 * What is wrong with a token, as the rest of a sentence that begins with "the token"; `undefined` if nothing is, or
	 * if a required value is not known yet. Contains no property value, since any of them may be a secret.
	 */
	readonly check: (token: DeclaredToken, options: Options, context: RuleContext) => string | undefined;
	/** The properties with which a token passes, where setting them is safe. Not called for a token that adopts. */
	readonly remedy?: (token: DeclaredToken, options: Options, context: RuleContext) => Remedy | undefined;
}

/** A rule that checks one token at a time, with the options from the pack's configuration. */
export interface Rule extends Omit<RuleDefinition<object>, "check" | "remedy"> {
	check(token: DeclaredToken, config: object, context: RuleContext): string | undefined;
	/** `undefined` if the rule has no remedy for this token. */
	remedy(token: DeclaredToken, config: object, context: RuleContext): Remedy | undefined;
	readonly hasRemedy: boolean;
}

/** Passes the configured options to a rule's functions, with the defaults for those that are not configured. */
export function defineRule<Options extends object>(definition: RuleDefinition<Options>): Rule {
	const { name, description, level, options, schema, check, remedy } = definition;
	return {
		name,
		description,
		level,
		options,
		schema,
		check: (token, config, context) => check(token, { ...options, ...config }, context),
		remedy: (token, config, context) =>
			token.adopts || check(token, { ...options, ...config }, context) === undefined
				? undefined
				: remedy?.(token, { ...options, ...config }, context),
		hasRemedy: remedy !== undefined,
	};
}
