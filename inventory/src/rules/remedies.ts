import { formatTokenId } from "../../../provider/model/values/token-id";
import type { Inventory, InventoryToken } from "../join/inventory";
import type { ManagedToken } from "../states/managed-token";
import { isOwnSet } from "../states/own-set";
import { isOwnToken } from "../states/own-token";

/** The request that deletes a token, ready to paste. */
export function deletion({ gitlab }: Inventory, { owner, tokenId }: InventoryToken): string {
	if (owner === undefined)
		return "Ask an administrator to delete it from the database (table deploy_tokens): GitLab's API deletes tokens only through their owner.";
	const path = formatTokenId({ owner: { kind: owner.kind, ref: owner.id }, tokenId });
	return `curl --request DELETE --header "PRIVATE-TOKEN: $GITLAB_TOKEN" '${gitlab}/api/v4/${path}'`;
}

/** Where the user changes a recorded token: in a program or a configuration. */
export function program({ source }: ManagedToken): string {
	return source.tool === "terraform"
		? `the configuration of ${source.stack}`
		: `the program of ${source.stack}`;
}

/** Whether a resource of another provider manages the token; it cannot rotate tokens. */
export function isForeign(managed: ManagedToken): boolean {
	return !isOwnToken(managed) && !isOwnSet(managed);
}

/** The first resource that holds a token. */
export function holderOf(token: InventoryToken): ManagedToken | undefined {
	return token.holders[0]?.managed;
}

/** How to replace an unmanaged token with one that has other properties. */
export function replaceBy(what: string): string {
	return `Create a token ${what}, switch the clients to it, then delete this one.`;
}
