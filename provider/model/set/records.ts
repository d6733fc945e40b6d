import { namesWhere } from "../token/fields";
import type { DeployTokenInputs } from "../token/inputs";
import type { TokenRecord } from "../token/record";
import type { RecordedState } from "../token/state";
import { defaultUsername } from "../values/default-username";
import { pickHeld } from "../values/held";
import { sameScopes } from "../values/scopes";
import { formatShortTokenId, parseShortTokenId, type TokenId } from "../values/token-id";
import type { RetiredToken, SetContents, SetEntry } from "./contents";

/** Where a set and its tokens are recorded. */
export interface SetPlace extends Pick<SetContents, "scopes"> {
	/** The set's id. */
	readonly setId: string;
	/** Base URL of the GitLab that holds the tokens. */
	readonly host: string;
}

/** The id of a recorded token, which `parseContents` has found to be one. */
export function recordedId({ id }: Pick<SetEntry | RetiredToken, "id">): TokenId {
	return parseShortTokenId(id) as TokenId;
}

/** What is recorded of a key's token, as a `DeployToken` would record it. */
export function tokenRecord(
	[key, entry]: readonly [string, SetEntry],
	{ setId, host, scopes }: SetPlace,
	declared?: DeployTokenInputs,
): TokenRecord {
	const id = recordedId(entry);
	const { token, expiresAt, usernameIsDefault, status = "active", owner = id.owner.ref } = entry;
	const state: RecordedState = {
		[id.owner.kind]: owner,
		name: entry.name ?? key,
		scopes: entry.scopes ?? scopes,
		username: entry.username ?? defaultUsername(id.tokenId),
		...(usernameIsDefault === undefined ? {} : { usernameIsDefault }),
		...(expiresAt === undefined ? {} : { expiresAt }),
		...(token === undefined ? {} : { token }),
		...(declared === undefined ? {} : pickHeld(declared, POLICY)),
		status,
		tokenId: id.tokenId,
		host,
	};
	return { id, state, holder: holderOf(setId, key) };
}

/** The holder of a key's token; unique. */
export function holderOf(setId: string, key: string): string {
	return `${setId} ${key}`;
}

/** A replaced token, as the state keeps it until it is due. */
export function retire(key: string, { id, state }: TokenRecord, until: string): RetiredToken {
	const { name, username, scopes, expiresAt } = state;
	return {
		id: formatShortTokenId(id),
		...(key === name ? {} : { key }),
		name,
		username,
		scopes,
		...(expiresAt === undefined ? {} : { expiresAt }),
		until,
	};
}

/** The inverse of {@link retire}. */
export function retiredRecord(
	token: RetiredToken,
	{ setId, host, scopes: defaults }: SetPlace,
): { readonly key: string; readonly record: TokenRecord } {
	const id = recordedId(token);
	const { name, username, key = name, scopes, expiresAt } = token;
	const state: RecordedState = {
		[id.owner.kind]: id.owner.ref,
		name,
		scopes: scopes ?? defaults,
		username,
		...(expiresAt === undefined ? {} : { expiresAt }),
		status: "active",
		tokenId: id.tokenId,
		host,
	};
	return { key, record: { id, state, holder: `${holderOf(setId, key)} replaced` } };
}

/** What only the state holds is in the set's inputs: a token's record never differs from it. */
const POLICY = namesWhere("heldBy", "state");

/** The inverse of {@link tokenRecord}. */
export function setEntry(
	key: string,
	{ id, state }: Pick<TokenRecord, "id" | "state">,
	scopes: readonly string[],
): SetEntry {
	const owner = state[id.owner.kind];
	return {
		id: formatShortTokenId(id),
		...(state.token === undefined ? {} : { token: state.token }),
		...(typeof owner === "string" ? { owner } : {}),
		...(state.name === key ? {} : { name: state.name }),
		...(state.username === defaultUsername(id.tokenId) ? {} : { username: state.username }),
		...(state.usernameIsDefault === undefined ? {} : { usernameIsDefault: state.usernameIsDefault }),
		...(sameScopes(state.scopes, scopes) ? {} : { scopes: state.scopes }),
		...(state.expiresAt === undefined ? {} : { expiresAt: state.expiresAt }),
		...(state.status === "active" ? {} : { status: state.status }),
	};
}
