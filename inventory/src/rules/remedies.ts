import { formatTokenId } from "../../../provider/model/values/token-id";
import type { Inventory, InventoryToken } from "../join/inventory";
import type { ManagedToken } from "../states/managed-token";
import { isOwnSet } from "../states/own-set";
import { isOwnToken } from "../states/own-token";

/** The request that deletes a token, ready to paste. */
export function deletion({ gitlab }: Inventory, { owner, tokenId }: InventoryToken): string {
	if (owner === undefined)
		return "An administrator finds it in the database (table deploy_tokens); GitLab's API deletes tokens by their owner only.";
	const path = formatTokenId({ owner: { kind: owner.kind, ref: owner.id }, tokenId });
	return `curl --request DELETE --header "PRIVATE-TOKEN: $GITLAB_TOKEN" '${gitlab}/api/v4/${path}'`;
}

/** Tools, by what the user changes to change a recorded token. */
export function program({ source }: ManagedToken): string {
	return source.tool === "terraform"
		? `the configuration of ${source.stack}`
		: `the program of ${source.stack}`;
}

/** Whether a token is managed by a resource that cannot rotate by itself. */
export function isForeign(managed: ManagedToken): boolean {
	return !isOwnToken(managed) && !isOwnSet(managed);
}

/** The first resource that holds a token. */
export function holderOf(token: InventoryToken): ManagedToken | undefined {
	return token.holders[0]?.managed;
}

/** How a token that is not managed is replaced by one with other properties. */
export function replaceBy(what: string): string {
	return `Create a token ${what}, switch its users to it, then delete this one.`;
}
