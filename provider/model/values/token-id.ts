import { COLLECTION, type Owner, type OwnerKind } from "../../api/owner";

/** Which deploy token a resource represents, by IDs only, so that a move or rename does not affect it. */
export interface TokenId {
	readonly owner: Owner;
	readonly tokenId: number;
}

const SHAPE = /^(projects|groups)\/([1-9]\d{0,15})\/deploy_tokens\/([1-9]\d{0,15})$/;
const SHORT = /^([pg])([1-9]\d{0,15})\/([1-9]\d{0,15})$/;

/** `projects/5/deploy_tokens/12`, the resource's Pulumi ID. */
export function formatTokenId({ owner, tokenId }: TokenId): string {
	return `${COLLECTION[owner.kind]}/${owner.ref}/deploy_tokens/${tokenId}`;
}

/** The inverse of {@link formatTokenId}; `undefined` where the text is not such an ID. */
export function parseTokenId(id: string): TokenId | undefined {
	return fromParts(SHAPE.exec(id));
}

/** `p5/12` or `g7/12`: the same in few bytes, for the state of a set, which contains thousands. */
export function formatShortTokenId({ owner, tokenId }: TokenId): string {
	return `${owner.kind[0]}${owner.ref}/${tokenId}`;
}

/** The inverse of {@link formatShortTokenId}; `undefined` where the text is not such an ID. */
export function parseShortTokenId(id: string): TokenId | undefined {
	return fromParts(SHORT.exec(id));
}

function fromParts(parts: RegExpExecArray | null): TokenId | undefined {
	const [, letters, ref, tokenId] = parts ?? [];
	if (letters === undefined) return undefined;
	const kind: OwnerKind = letters.startsWith("p") ? "project" : "group";
	const parsed = { owner: { kind, ref: Number(ref) }, tokenId: Number(tokenId) };
	// Beyond 2^53 the parsed number would differ from the text.
	return Number.isSafeInteger(parsed.owner.ref) && Number.isSafeInteger(parsed.tokenId) ? parsed : undefined;
}
