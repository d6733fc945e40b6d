import { isOwnedBy, ownersSchema } from "./owners";
import { defineRule } from "./rule";

export const allowedOwners = defineRule<{ owners?: readonly string[] }>({
	name: "allowed-owners",
	description: "Tokens belong to listed projects and groups only.",
	level: "mandatory",
	options: {},
	schema: {
		owners: ownersSchema("Projects and groups that may have tokens; without it the rule does nothing"),
	},
	check: (token, { owners }) =>
		owners !== undefined && isOwnedBy(token, owners) === false
			? "belongs to an owner that is not in `owners` of this policy"
			: undefined,
});
