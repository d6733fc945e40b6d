import { virtualRegistryAdvice } from "../../../provider/model/values/scopes";
import type { InventoryToken } from "../join/inventory";
import { holderOf, program, replaceBy } from "./remedies";
import { type Rule, tokenRule } from "./rule";

/** The name by which GitLab passes a token to CI jobs. Source: GitLab `app/models/deploy_token.rb`. */
const CI_NAME = "gitlab-deploy-token";

/** Rules about the access that a token gives. */
export const ACCESS_RULES: readonly Rule[] = [
	tokenRule({ id: "write-scope", severity: "low", title: "An active token can write" }, (token) => {
		const scopes = token.scopes.filter((scope) => scope.startsWith("write_"));
		if (token.status !== "active" || scopes.length === 0) return undefined;
		return {
			message: `It can write: ${scopes.join(", ")}.`,
			remedy: change(token, "with read scopes only, if its clients only read"),
		};
	}),
	tokenRule(
		{ id: "group-token", severity: "info", title: "An active token reaches every project below a group" },
		(token) => {
			if (token.status !== "active" || token.owner?.kind !== "group") return undefined;
			return {
				message: "It reaches every project of the group and of its subgroups.",
				remedy: change(token, "of the one project that needs it"),
			};
		},
	),
	tokenRule(
		{ id: "ci-name", severity: "medium", title: `A token named ${CI_NAME} is passed to CI jobs` },
		(token) => {
			if (token.status !== "active" || token.name !== CI_NAME) return undefined;
			return {
				message: "GitLab passes it to every CI job, as CI_DEPLOY_USER and CI_DEPLOY_PASSWORD.",
				remedy: change(token, "with another name, unless jobs use these variables"),
			};
		},
	),
	tokenRule(
		{ id: "virtual-registry", severity: "low", title: "A virtual registry scope has no effect" },
		(token) => {
			const virtual = token.scopes.filter((scope) => scope.endsWith("_virtual_registry"));
			if (token.status !== "active" || virtual.length === 0) return undefined;
			if (token.owner?.kind === "project")
				return {
					message: `${virtual.join(", ")} has no effect: virtual registries and the dependency proxy belong to groups, but this is a project's token.`,
					remedy: change(token, "of the group, with the same scopes"),
				};
			const [advice] = virtualRegistryAdvice(token.scopes);
			return advice === undefined
				? undefined
				: { message: `Its ${advice}.`, remedy: change(token, "with both scopes") };
		},
	),
];

function change(token: InventoryToken, what: string): string {
	const holder = holderOf(token);
	return holder === undefined ? replaceBy(what) : `In ${program(holder)}, declare a token ${what}.`;
}
