import { isOwnedBy, ownersSchema } from "./owners";
import { defineRule } from "./rule";

/** Source: GitLab docs, Deploy tokens, "GitLab deploy token". */
const RESERVED = "gitlab-deploy-token";

export const reservedName = defineRule({
	name: "reserved-name",
	description: `No token may be named \`${RESERVED}\`, since GitLab passes it to every CI/CD job of its project.`,
	level: "mandatory",
	options: { owners: [] as readonly string[] },
	schema: { owners: ownersSchema("Owners whose CI/CD jobs may receive such a token", []) },
	check: (token, { owners }) =>
		token.name === RESERVED && isOwnedBy(token, owners) === false
			? `is named \`${RESERVED}\`, so every CI/CD job of its project receives its secret; rename it`
			: undefined,
});
