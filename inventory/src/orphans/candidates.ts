import type { Inventory, InventoryToken } from "../join/inventory";

/** Active tokens that are identical to one that a state declares, and that no state records. */
export function candidates({ tokens, statesComplete }: Inventory): InventoryToken[] {
	if (!statesComplete) return [];
	return tokens.filter(({ status, identicalTo }) => status === "active" && identicalTo.length > 0);
}

/**
 * Why nothing may be deleted: a state that could not be read may record what appears to be an orphan.
 *
 * @returns one sentence for each reason; empty where there is none.
 */
export function obstacles(inventory: Inventory): string[] {
	const { gaps, states, statesComplete } = inventory;
	return [
		...gaps.map(({ what, reason }) => `${what} could not be read: ${reason}`),
		...states.flatMap(({ encryptedSets }) =>
			encryptedSets.map(
				(urn) =>
					`The contents of ${urn} are encrypted, so which tokens it holds is not known; pipe in its state with \`pulumi stack export --show-secrets\` and \`--state -\`.`,
			),
		),
		...states.flatMap(({ notes }) =>
			notes.map((note) => `${note} Run \`pulumi refresh\` or \`pulumi up\` first.`),
		),
		...(statesComplete || gaps.length > 0 ? [] : ["No state was given."]),
	];
}
