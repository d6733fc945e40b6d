import type { DeclaredToken } from "../view/declared-token";
import { UNKNOWN } from "../view/unknown";
import { matches, patternsSchema } from "./wildcards";

/**
 * Whether a list contains a token's owner, as the program declares it: by full path, with wildcards (`acme/**`), or
 * by ID (`projects/5`, `groups/7`). `undefined` if the owner is not known yet.
 */
export function isOwnedBy({ project, group }: DeclaredToken, owners: readonly string[]): boolean | undefined {
	const known = ownerName(project, "projects") ?? ownerName(group, "groups");
	if (known === UNKNOWN) return undefined;
	return known !== undefined && matches(known, owners);
}

function ownerName(owner: DeclaredToken["project"], collection: string): string | typeof UNKNOWN | undefined {
	if (owner === undefined || owner === UNKNOWN) return owner;
	return /^\d+$/.test(String(owner)) ? `${collection}/${owner}` : String(owner);
}

/** The schema of an option that is a list of owners. */
export function ownersSchema(what: string, defaults?: readonly string[]) {
	return patternsSchema(
		`${what}: full paths, with \`*\` and \`**\` (\`acme/**\`), or IDs (\`projects/5\`, \`groups/7\`)`,
		defaults,
	);
}
