import { defaultUsername } from "../../../provider/model/values/default-username";
import type { Inventory, InventoryToken } from "../join/inventory";

/** Active tokens that no state records, and that are like none that one does: those that a program can take over. */
export function adoptable({ tokens, statesComplete }: Inventory, isFirst: boolean): InventoryToken[] {
	if (!statesComplete && !isFirst) return [];
	return tokens.filter(
		({ status, owner, holders, identicalTo }) =>
			status === "active" && owner !== undefined && holders.length === 0 && identicalTo.length === 0,
	);
}

/** A program in TypeScript that adopts tokens, each as a `DeployToken`. */
export function adoptingProgram(tokens: readonly InventoryToken[]): string {
	return [
		'import { DeployToken } from "pulumi-gitlab-deploy-tokens";',
		"",
		"// Run `pulumi up`, then remove the lines with `adopt`. Without its secret, a token is managed, and its secret",
		"// is known from the first rotation on; with `adopt: { tokenId, token }` at once.",
		...tokens.flatMap((token) => ["", ...declaration(token)]),
		"",
	].join("\n");
}

function declaration({ owner, tokenId, name, username, scopes, expiresAt }: InventoryToken): string[] {
	const resource = `${owner?.path.replaceAll("/", "-")}-${tokenId}`;
	return [
		`new DeployToken(${JSON.stringify(resource)}, {`,
		`\t${owner?.kind}: ${JSON.stringify(owner?.path)},`,
		`\tname: ${JSON.stringify(name)},`,
		`\tscopes: [${scopes.map((scope) => JSON.stringify(scope)).join(", ")}],`,
		...(username === defaultUsername(tokenId) ? [] : [`\tusername: ${JSON.stringify(username)},`]),
		...(expiresAt === null ? [] : [`\texpiresAt: ${JSON.stringify(expiresAt)},`]),
		`\tadopt: { tokenId: ${tokenId} },`,
		"});",
	];
}
