import { isOwnedBy, ownersSchema } from "./owners";
import { defineRule } from "./rule";

export const allowedOwners = defineRule<{ owners?: readonly string[] }>({
	name: "allowed-owners",
	description: "Only listed projects and groups may have tokens.",
	level: "mandatory",
	options: {},
	schema: {
		owners: ownersSchema("Projects and groups that may have tokens; if not set, the rule does nothing"),
	},
	check: (token, { owners }) =>
		owners !== undefined && isOwnedBy(token, owners) === false
			? "belongs to an owner that is not in `owners` of this policy; declare another owner, or list this one"
			: undefined,
});
