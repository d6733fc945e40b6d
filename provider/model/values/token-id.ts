import { COLLECTION, type Owner, type OwnerKind } from "../../api/owner";

/** Which deploy token a resource stands for, by numbers only, so that a move or rename loses nothing. */
export interface TokenId {
	readonly owner: Owner;
	readonly tokenId: number;
}

const SHAPE = /^(projects|groups)\/([1-9]\d{0,15})\/deploy_tokens\/([1-9]\d{0,15})$/;
const SHORT = /^([pg])([1-9]\d{0,15})\/([1-9]\d{0,15})$/;

/** `projects/5/deploy_tokens/12`, the resource's Pulumi id. */
export function formatTokenId({ owner, tokenId }: TokenId): string {
	return `${COLLECTION[owner.kind]}/${owner.ref}/deploy_tokens/${tokenId}`;
}

/** The pair of {@link formatTokenId}; `undefined` where the text is no such id. */
export function parseTokenId(id: string): TokenId | undefined {
	return fromParts(SHAPE.exec(id));
}

/** `p5/12` or `g7/12`: the same in few bytes, for the state of a set, which holds thousands. */
export function formatShortTokenId({ owner, tokenId }: TokenId): string {
	return `${owner.kind[0]}${owner.ref}/${tokenId}`;
}

/** The pair of {@link formatShortTokenId}; `undefined` where the text is no such id. */
export function parseShortTokenId(id: string): TokenId | undefined {
	return fromParts(SHORT.exec(id));
}

function fromParts(parts: RegExpExecArray | null): TokenId | undefined {
	const [, letters, ref, tokenId] = parts ?? [];
	if (letters === undefined) return undefined;
	const kind: OwnerKind = letters.startsWith("p") ? "project" : "group";
	const parsed = { owner: { kind, ref: Number(ref) }, tokenId: Number(tokenId) };
	// Past 2^53 another number would come out than went in.
	return Number.isSafeInteger(parsed.owner.ref) && Number.isSafeInteger(parsed.tokenId) ? parsed : undefined;
}
