import { kindOf, type Resource, type Urn } from "../engine/resource";

/** A token that a state holds. */
export interface HeldToken {
	readonly urn: Urn;
	/** The key, in a set. */
	readonly key?: string;
	readonly tokenId: number;
	readonly secret: string | undefined;
	/** Whether the state says that it works: not revoked, expired, gone, or failed. */
	readonly active: boolean;
	/** Whether it is on its way out. */
	readonly leaving: boolean;
}

interface Contents {
	readonly tokens: Readonly<
		Record<string, { id: string; token?: string; status?: string; expiresAt?: string }>
	>;
	readonly retired?: readonly { id: string; until: string }[];
	readonly failed?: Readonly<Record<string, string>>;
}

/** What the text of a set says. */
export function contentsOf({ outputs }: Pick<Resource, "outputs">): Contents {
	return JSON.parse(String(outputs.contents)) as Contents;
}

/** All tokens that a state holds. */
export function heldTokens(state: readonly Resource[]): HeldToken[] {
	return state.flatMap((resource) => {
		const { urn, outputs } = resource;
		const leaving = resource.delete || resource.pendingReplacement;
		if (kindOf(urn) === "token") {
			const {
				tokenId,
				token: secret,
				status,
			} = outputs as { tokenId: number; token?: string; status: string };
			return [{ urn, tokenId, secret, active: status === "active", leaving }];
		}
		if (kindOf(urn) !== "set") return [];
		const { tokens, retired = [], failed = {} } = contentsOf(resource);
		return [
			...Object.entries(tokens).map(([key, { id, token: secret, status }]) => ({
				urn,
				key,
				tokenId: numberOf(id),
				secret,
				active: status === undefined && failed[key] === undefined,
				leaving,
			})),
			...retired.map(({ id }) => ({
				urn,
				tokenId: numberOf(id),
				secret: undefined,
				active: false,
				leaving: true,
			})),
		];
	});
}

function numberOf(id: string): number {
	return Number(id.slice(id.lastIndexOf("/") + 1));
}
