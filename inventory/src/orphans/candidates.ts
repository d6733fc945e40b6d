import type { Inventory, InventoryToken } from "../join/inventory";

/** Active tokens that no state records, but that are identical to a token that a state declares. */
export function candidates({ tokens, statesComplete }: Inventory): InventoryToken[] {
	if (!statesComplete) return [];
	return tokens.filter(({ status, identicalTo }) => status === "active" && identicalTo.length > 0);
}

/**
 * Why no token may be deleted: a state that could not be read may record what appears to be an orphan.
 *
 * @returns One sentence for each reason.
 */
export function obstacles(inventory: Inventory): string[] {
	const { gaps, states, statesComplete } = inventory;
	return [
		...gaps.map(({ what, reason }) => `${what} could not be read: ${reason}`),
		...states.flatMap(({ encryptedSets }) =>
			encryptedSets.map(
				(urn) =>
					`The contents of ${urn} are encrypted, so the IDs of its tokens are unknown; pipe the output of \`pulumi stack export --show-secrets\` to this command with \`--state -\`.`,
			),
		),
		...states.flatMap(({ notes }) =>
			notes.map((note) => `${note} Run \`pulumi refresh\` or \`pulumi up\` first.`),
		),
		...(statesComplete || gaps.length > 0 ? [] : ["No state was given."]),
	];
}
