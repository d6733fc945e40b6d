import { defaultUsername } from "../../../provider/model/values/default-username";
import type { ScannedOwner } from "../gitlab/scan";
import type { Inventory, InventoryToken } from "../join/inventory";

/** A token that a program can adopt. */
export interface Adoptable extends InventoryToken {
	readonly owner: ScannedOwner;
}

/** Active tokens that no state records or may record, and that are not identical to a recorded token. */
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

/** The name of its resource: owner and ID, since names in GitLab need not be unique. */
export function resourceName({ owner, tokenId }: Adoptable): string {
	return `${owner.path.replaceAll("/", "-")}-${tokenId}`;
}

/** The properties that a program declares for it; the default username is omitted. */
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
