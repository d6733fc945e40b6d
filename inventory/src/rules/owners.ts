import type { InventoryToken } from "../join/inventory";
import { deletion, holderOf, program } from "./remedies";
import { type Hit, type Rule, tokenRule } from "./rule";

/** Rules about the owners of tokens. */
export const OWNER_RULES: readonly Rule[] = [
	tokenRule(
		{
			id: "owner-inactive",
			severity: "medium",
			title: "An active token's owner is archived or about to be deleted",
		},
		(token, inventory) => {
			const { owner } = token;
			if (token.status !== "active" || !(owner?.archived || owner?.markedForDeletion)) return undefined;
			const what = owner.markedForDeletion ? "scheduled for deletion" : "archived";
			const holder = holderOf(token);
			return {
				message: `Its ${owner.kind} is ${what}, but the token is still active.`,
				remedy: holder === undefined ? deletion(inventory, token) : `Remove it from ${program(holder)}.`,
			};
		},
	),
	tokenRule(
		{ id: "ownerless", severity: "high", title: "A token's owner was deleted" },
		(token, inventory) => {
			if (token.owner !== undefined || inventory.gaps.length > 0) return undefined;
			return {
				message: "The instance lists it, but no project or group does: its owner was deleted.",
				remedy: deletion(inventory, token),
			};
		},
	),
	{
		id: "duplicate-name",
		severity: "low",
		title: "Two active tokens of one owner have the same name",
		find: (inventory) => [...sameNames(inventory.tokens).values()].flatMap((tokens) => duplicates(tokens)),
	},
];

function sameNames(tokens: readonly InventoryToken[]): Map<string, InventoryToken[]> {
	const groups = new Map<string, InventoryToken[]>();
	for (const token of tokens) {
		if (token.status !== "active" || token.owner === undefined) continue;
		const key = JSON.stringify([token.owner.kind, token.owner.id, token.name]);
		const group = groups.get(key);
		if (group === undefined) groups.set(key, [token]);
		else group.push(token);
	}
	return groups;
}

function duplicates(tokens: readonly InventoryToken[]): Hit[] {
	if (tokens.length < 2) return [];
	return tokens.map((token) => ({
		token,
		message: `${tokens.length} active tokens of the ${token.owner?.kind} have this name: ${tokens.map(({ tokenId }) => tokenId).join(", ")}.`,
		remedy: "Find out which one is used (GitLab's logs show the username), and delete the others.",
	}));
}
