import { RESOURCE_TYPES } from "../../../provider/model/values/resource-types";
import { formatTokenId } from "../../../provider/model/values/token-id";
import { type Adoptable, resourceName } from "./adoptable";

/** A file for `pulumi import --file`, for the packaged provider: the dynamic one cannot import a token by its ID alone. */
export function importFile(tokens: readonly Adoptable[]): string {
	const resources = tokens.map((token) => ({
		type: RESOURCE_TYPES.packaged.token,
		name: resourceName(token),
		id: formatTokenId({ owner: { kind: token.owner.kind, ref: token.owner.id }, tokenId: token.tokenId }),
	}));
	return `${JSON.stringify({ resources }, undefined, 2)}\n`;
}
