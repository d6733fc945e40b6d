import { isOwnedBy, ownersSchema } from "./owners";
import { defineRule } from "./rule";

/** Source: GitLab docs, Deploy tokens, "GitLab deploy token". */
const RESERVED = "gitlab-deploy-token";

export const reservedName = defineRule({
	name: "reserved-name",
	description: `No token is called \`${RESERVED}\`, which GitLab gives to every CI/CD job of its project.`,
	level: "mandatory",
	options: { owners: [] as readonly string[] },
	schema: { owners: ownersSchema("Owners whose jobs may get the token", []) },
	check: (token, { owners }) =>
		token.name === RESERVED && isOwnedBy(token, owners) === false
			? `is called \`${RESERVED}\`, so every CI/CD job of its project gets its secret; rename it`
			: undefined,
});
