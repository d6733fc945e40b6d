import { defineRule } from "./rule";
import { matches, patternsSchema } from "./wildcards";

const STACKS = ["prod", "production"] as const;

export const protection = defineRule({
	name: "protection",
	description: "In production stacks, sets and tokens without `expiresIn` must be protected from deletion.",
	level: "advisory",
	options: { stacks: STACKS as readonly string[] },
	schema: { stacks: patternsSchema("Names of the production stacks, in which `*` is a wildcard", STACKS) },
	// Rotation replaces a single token, and Pulumi cannot replace a protected resource; a set rotates within its update.
	check: ({ expiresIn }, { stacks }, { stack, protect, inSet }) =>
		!protect && matches(stack, stacks) && (inSet || expiresIn === undefined)
			? "belongs to a resource that is not protected; set the resource option `protect: true`"
			: undefined,
});
