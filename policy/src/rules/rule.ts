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

/** Properties that a rule sets. */
export interface Remedy {
	readonly scopes?: readonly string[];
	readonly expiresIn?: string;
	readonly rotateBefore?: string;
}

interface RuleDefinition<Options extends object> {
	readonly name: string;
	/** One sentence; the row of the rule in docs/policies.md begins with it. */
	readonly description: string;
	/** Its enforcement level unless the pack's configuration has another. */
	readonly level: EnforcementLevel;
	/** The options with their defaults. */
	readonly options: Options;
	readonly schema: PolicyConfigSchema["properties"];
	/**
	 * What is wrong with a token, as the rest of a sentence that begins with "the token"; `undefined` where nothing
	 * is, or where it cannot be known yet. It holds no value of a property: any of them can be a secret.
	 */
	readonly check: (token: DeclaredToken, options: Options, context: RuleContext) => string | undefined;
	/** What makes a token that does not adopt pass, where that is safe. */
	readonly remedy?: (token: DeclaredToken, options: Options, context: RuleContext) => Remedy | undefined;
}

/** A rule for every single token, with its options as the pack's configuration gives them. */
export interface Rule extends Omit<RuleDefinition<object>, "check" | "remedy"> {
	check(token: DeclaredToken, config: object, context: RuleContext): string | undefined;
	/** `undefined` where the rule has no remedy, or none for this token. */
	remedy(token: DeclaredToken, config: object, context: RuleContext): Remedy | undefined;
	readonly hasRemedy: boolean;
}

/** Passes a rule's options to its functions, with the defaults for what the configuration omits. */
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
