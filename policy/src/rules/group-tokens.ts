import { UNKNOWN } from "../view/unknown";
import { isOwnedBy, ownersSchema } from "./owners";
import { defineRule } from "./rule";

export const groupTokens = defineRule({
	name: "group-tokens",
	description: "Only listed groups may have tokens, since a group's token reaches every project below it.",
	level: "advisory",
	options: { groups: [] as readonly string[] },
	schema: { groups: ownersSchema("Groups that may have tokens", []) },
	check(token, { groups }) {
		if (token.group === undefined || token.group === UNKNOWN) return undefined;
		return isOwnedBy(token, groups) === false
			? "belongs to a group that is not in `groups` of this policy; create it in a project, or list the group"
			: undefined;
	},
});
