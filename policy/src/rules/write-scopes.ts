import { UNKNOWN } from "../view/unknown";
import { isOwnedBy, ownersSchema } from "./owners";
import { defineRule } from "./rule";

/** Source: GitLab `app/models/deploy_token.rb`: every write scope starts with this. */
const isWrite = (scope: string) => scope.startsWith("write_");

export const writeScopes = defineRule({
	name: "write-scopes",
	description: "Only tokens of listed owners may have write scopes.",
	level: "advisory",
	options: { owners: [] as readonly string[] },
	schema: { owners: ownersSchema("Owners whose tokens may have write scopes", []) },
	check(token, { owners }) {
		if (token.scopes === UNKNOWN || isOwnedBy(token, owners) !== false) return undefined;
		return token.scopes.some(isWrite)
			? "has a write scope, but its owner is not in `owners` of this policy; remove the scope, or list the owner"
			: undefined;
	},
	remedy({ scopes }) {
		if (scopes === UNKNOWN) return undefined;
		const kept = scopes.filter((scope) => !isWrite(scope));
		return kept.length === 0 ? undefined : { scopes: kept };
	},
});
