import { defineRule } from "./rule";
import { matches, patternsSchema } from "./wildcards";

const STACKS = ["prod", "production"] as const;

export const protection = defineRule({
	name: "protection",
	description: "In production, sets and tokens without a lifetime are protected from deletion.",
	level: "advisory",
	options: { stacks: STACKS as readonly string[] },
	schema: { stacks: patternsSchema("Names of the stacks, with `*`, that are production", STACKS) },
	// Pulumi cannot replace a protected resource, which is how a single token is rotated; a set rotates within its update.
	check: ({ expiresIn }, { stacks }, { stack, protect, inSet }) =>
		!protect && matches(stack, stacks) && (inSet || expiresIn === undefined)
			? "is not protected; give its resource the option `protect: true`"
			: undefined,
});
