import { UNKNOWN } from "../view/unknown";
import { defineRule } from "./rule";

export const namePattern = defineRule<{ pattern?: string }>({
	name: "name-pattern",
	description: "Token names must match a pattern.",
	level: "mandatory",
	options: {},
	schema: {
		pattern: {
			type: "string",
			format: "regex",
			description: "Regular expression that the whole name must match; if not set, the rule does nothing",
		},
	},
	check({ name }, { pattern }) {
		if (pattern === undefined || name === undefined || name === UNKNOWN) return undefined;
		return new RegExp(`^(?:${pattern})$`, "u").test(name)
			? undefined
			: "has a name that does not match `pattern` of this policy; rename it";
	},
});
