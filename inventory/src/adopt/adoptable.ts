import { defaultUsername } from "../../../provider/model/values/default-username";
import type { ScannedOwner } from "../gitlab/scan";
import type { Inventory, InventoryToken } from "../join/inventory";

/** A token that a program can adopt. */
export interface Adoptable extends InventoryToken {
	readonly owner: ScannedOwner;
}

/** Active tokens that no state records, or may record, and that are identical to no recorded one. */
export function adoptable({ tokens, statesComplete }: Inventory, isFirst: boolean): Adoptable[] {
	if (!statesComplete && !isFirst) return [];
	return tokens.filter(
		(token): token is Adoptable =>
			token.status === "active" &&
			token.owner !== undefined &&
			token.holders.length === 0 &&
			token.recordedElsewhere.length === 0 &&
			token.identicalTo.length === 0,
	);
}

/** The name of its resource: from the owner and the ID, since names in GitLab need not be unique. */
export function resourceName({ owner, tokenId }: Adoptable): string {
	return `${owner.path.replaceAll("/", "-")}-${tokenId}`;
}

/** What a program declares of it, by the names of the properties; the default username is omitted. */
export function declaration(token: Adoptable): [property: string, value: string | readonly string[]][] {
	const { owner, tokenId, name, username, scopes, expiresAt } = token;
	return [
		[owner.kind, owner.path],
		["name", name],
		["scopes", scopes],
		...(username === defaultUsername(tokenId) ? [] : ([["username", username]] as [string, string][])),
		...(expiresAt === null ? [] : ([["expiresAt", expiresAt]] as [string, string][])),
	];
}
