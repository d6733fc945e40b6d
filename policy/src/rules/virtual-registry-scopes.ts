import { withoutRegistryScope } from "../../../provider/model/values/virtual-registry";
import { UNKNOWN } from "../view/unknown";
import { defineRule } from "./rule";

export const virtualRegistryScopes = defineRule({
	name: "virtual-registry-scopes",
	description: "Tokens with a virtual registry scope must also have the matching registry scope.",
	level: "mandatory",
	options: {},
	schema: {},
	check({ scopes }) {
		const [pair] = scopes === UNKNOWN ? [] : withoutRegistryScope(scopes);
		return pair && `has the scope \`${pair[0]}\` without \`${pair[1]}\`, which GitLab requires too; add it`;
	},
	remedy({ scopes }) {
		if (scopes === UNKNOWN) return undefined;
		const useless = withoutRegistryScope(scopes).map(([virtual]) => virtual);
		const kept = scopes.filter((scope) => !useless.includes(scope));
		return kept.length === 0 ? undefined : { scopes: kept };
	},
});
