import { defineRule } from "./rule";

export const explicitUsername = defineRule({
	name: "explicit-username",
	description: "Tokens must declare a username, so that it stays the same when the token is replaced.",
	level: "advisory",
	options: {},
	schema: {},
	check: ({ username }) =>
		username === undefined
			? "has no `username`, so GitLab generates a new one with every replacement; declare one"
			: undefined,
});
