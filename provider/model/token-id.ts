import { COLLECTION, type Owner, type OwnerKind } from "../api/owner";

/** Which deploy token a resource stands for, by numbers only, so that a move or rename loses nothing. */
export interface TokenId {
	readonly owner: Owner;
	readonly tokenId: number;
}

const SHAPE = /^(projects|groups)\/([1-9]\d{0,15})\/deploy_tokens\/([1-9]\d{0,15})$/;

/** `projects/5/deploy_tokens/12`, the resource's Pulumi id. */
export function formatTokenId({ owner, tokenId }: TokenId): string {
	return `${COLLECTION[owner.kind]}/${owner.ref}/deploy_tokens/${tokenId}`;
}

/** The pair of {@link formatTokenId}; `undefined` where the text is no such id. */
export function parseTokenId(id: string): TokenId | undefined {
	const [, collection, ref, tokenId] = SHAPE.exec(id) ?? [];
	if (collection === undefined) return undefined;
	const kind: OwnerKind = collection === COLLECTION.project ? "project" : "group";
	const parsed = { owner: { kind, ref: Number(ref) }, tokenId: Number(tokenId) };
	// Past 2^53 another number would come out than went in.
	return Number.isSafeInteger(parsed.owner.ref) && Number.isSafeInteger(parsed.tokenId) ? parsed : undefined;
}
