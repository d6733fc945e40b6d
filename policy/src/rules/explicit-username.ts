import { defineRule } from "./rule";

export const explicitUsername = defineRule({
	name: "explicit-username",
	description: "Every token declares its username, which it then keeps when it is replaced.",
	level: "advisory",
	options: {},
	schema: {},
	check: ({ username }) =>
		username === undefined
			? "has no `username`, so that GitLab makes another one with every replacement"
			: undefined,
});
