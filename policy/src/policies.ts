import { isDeepStrictEqual } from "node:util";
import type {
	ReportViolation,
	ResourceValidationArgs,
	ResourceValidationPolicy,
	StackValidationPolicy,
} from "@pulumi/policy";
import { allowedHosts } from "./hosts";
import { sentence } from "./messages";
import type { Remedy, Rule, RuleContext } from "./rules/rule";
import { RULES } from "./rules/table";
import type { DeclaredToken } from "./view/declared-token";
import { declaredTokens } from "./view/declared-tokens";

/**
 * The policies for deploy tokens, for a pack of your own, alone or next to other policies.
 *
 * ```ts
 * new PolicyPack("acme", { policies: policies() }, { expiry: { maxDays: 90 } });
 * ```
 *
 * @param now Returns the current time in epoch milliseconds; for tests.
 */
export function policies(now: () => number = Date.now): (ResourceValidationPolicy | StackValidationPolicy)[] {
	return [...RULES.map((rule) => toPolicy(rule, now)), allowedHosts];
}

function toPolicy(rule: Rule, now: () => number): ResourceValidationPolicy {
	const { name, description, level, schema } = rule;
	return {
		name,
		description,
		enforcementLevel: level,
		...(Object.keys(schema).length > 0 && { configSchema: { properties: schema } }),
		validateResource: (args, report) => validate(rule, args, { now, report }),
		...(rule.hasRemedy && {
			remediateResource: (args: ResourceValidationArgs) => remediate(rule, args, now),
		}),
	};
}

/** Reports each problem once, with the keys of all tokens that have it. */
function validate(
	rule: Rule,
	args: ResourceValidationArgs,
	{ now, report }: { now: () => number; report: ReportViolation },
): void {
	const config = args.getConfig();
	const keysByProblem = new Map<string, string[]>();
	for (const token of declaredTokens(args)) {
		const problem = rule.check(token, config, contextOf(token, args, now));
		if (problem === undefined) continue;
		const keys = keysByProblem.get(problem) ?? [];
		if (token.key !== undefined) keys.push(token.key);
		keysByProblem.set(problem, keys);
	}
	for (const [problem, keys] of keysByProblem) report(sentence(problem, keys));
}

/**
 * Sets properties of a token, or defaults of a set if all tokens that inherit them need the same values. Changes
 * `props` in place: in a copy, its secrets would become plaintext.
 */
function remediate(
	rule: Rule,
	args: ResourceValidationArgs,
	now: () => number,
): Record<string, unknown> | undefined {
	const config = args.getConfig();
	const found = declaredTokens(args).map((token) => ({
		token,
		remedy: rule.remedy(token, config, contextOf(token, args, now)),
	}));
	const remedy = found.find(({ token, remedy }) => remedy && takesFromResource(token, remedy))?.remedy;
	if (remedy === undefined) return undefined;
	const concerned = found.filter(({ token }) => takesFromResource(token, remedy));
	return concerned.every((other) => isDeepStrictEqual(other.remedy, remedy))
		? withRemedy(args.props, remedy)
		: undefined;
}

/** Whether the properties that a remedy sets on the resource apply to this token. */
function takesFromResource({ key, inherited }: DeclaredToken, remedy: Remedy): boolean {
	return key === undefined || inherited.some((name) => name in remedy);
}

function withRemedy(props: Record<string, unknown>, remedy: Remedy): Record<string, unknown> {
	for (const [name, value] of Object.entries(remedy)) props[name] = value;
	return props;
}

function contextOf(
	{ key }: DeclaredToken,
	{ urn, opts }: ResourceValidationArgs,
	now: () => number,
): RuleContext {
	return { stack: stackOf(urn), protect: opts.protect, inSet: key !== undefined, nowMs: now() };
}

/** The stack in a URN: `urn:pulumi:<stack>::<project>::…`. */
function stackOf(urn: string): string {
	return /^urn:pulumi:(.*?)::/.exec(urn)?.[1] ?? "";
}
