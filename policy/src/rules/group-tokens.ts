import { UNKNOWN } from "../view/unknown";
import { isOwnedBy, ownersSchema } from "./owners";
import { defineRule } from "./rule";

export const groupTokens = defineRule({
	name: "group-tokens",
	description: "Only listed groups have tokens, which reach every project below them.",
	level: "advisory",
	options: { groups: [] as readonly string[] },
	schema: { groups: ownersSchema("Groups that may have tokens", []) },
	check(token, { groups }) {
		if (token.group === undefined || token.group === UNKNOWN) return undefined;
		return isOwnedBy(token, groups) === false
			? "belongs to a group that is not in `groups` of this policy; declare it for a project, or list the group"
			: undefined;
	},
});
