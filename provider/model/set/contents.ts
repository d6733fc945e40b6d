import { GitLabDeployTokenError } from "../../api/errors";
import type { DeployTokenInputs } from "../token/inputs";
import type { TokenRecord } from "../token/record";
import type { RecordedState } from "../token/state";
import { defaultUsername } from "../values/default-username";
import { sameScopes } from "../values/scopes";
import { formatShortTokenId, parseShortTokenId, type TokenId } from "../values/token-id";

/** One token of a set, as short as it goes: what is absent follows from the key and the set. */
export interface SetEntry {
	/** `p5/12` of a project, `g7/12` of a group. */
	readonly id: string;
	readonly token?: string;
	/** The owner as declared, where that is a path. */
	readonly owner?: string;
	/** Absent: the key. */
	readonly name?: string;
	/** Absent: GitLab's default. */
	readonly username?: string;
	/** As in a `DeployToken`'s state. */
	readonly usernameIsDefault?: boolean;
	/** Absent: the scopes beside the tokens. */
	readonly scopes?: readonly string[];
	readonly expiresAt?: string;
	/** Absent: active. */
	readonly status?: RecordedState["status"];
}

/** A token that another one has replaced, and that is deleted once it is due: all that identifies it, and no secret. */
export interface RetiredToken {
	readonly id: string;
	/** Absent: the name. */
	readonly key?: string;
	readonly name: string;
	readonly username: string;
	/** Absent, in states of earlier releases: the scopes beside the tokens. */
	readonly scopes?: readonly string[];
	/** Absent: never. */
	readonly expiresAt?: string;
	/** When it is due to be deleted: UTC, with milliseconds. */
	readonly until: string;
}

/** All that a set knows of its tokens, kept as one secret text. */
export interface SetContents {
	/** What tokens without scopes of their own have. */
	readonly scopes: readonly string[];
	readonly tokens: ReadonlyMap<string, SetEntry>;
	readonly retired: readonly RetiredToken[];
	/** Why a key has no token, or not the one that is declared. */
	readonly failed: ReadonlyMap<string, string>;
}

/** {@link SetContents} as JSON. */
interface WrittenContents {
	readonly scopes: readonly string[];
	readonly tokens: Readonly<Record<string, SetEntry>>;
	readonly retired?: readonly RetiredToken[];
	readonly failed?: Readonly<Record<string, string>>;
}

/** Contents as the state keeps them. */
export function formatContents({ scopes, tokens, retired, failed }: SetContents): string {
	const written: WrittenContents = {
		scopes,
		tokens: Object.fromEntries(tokens),
		...(retired.length === 0 ? {} : { retired }),
		...(failed.size === 0 ? {} : { failed: Object.fromEntries(failed) }),
	};
	return JSON.stringify(written);
}

/**
 * The pair of {@link formatContents}. The last text is kept parsed: a program asks for one key after the other.
 *
 * @throws GitLabDeployTokenError `DEPLOY_TOKEN_STATE_UNREADABLE`
 */
export function parseContents(text: string): SetContents {
	if (lastParsed?.text === text) return lastParsed.contents;
	try {
		const { scopes, tokens, retired = [], failed = {} } = JSON.parse(text) as WrittenContents;
		if (!Array.isArray(scopes) || !Array.isArray(retired)) throw new TypeError("no list");
		const contents: SetContents = {
			scopes,
			tokens: new Map(Object.entries(tokens)),
			retired,
			failed: new Map(Object.entries(failed)),
		};
		for (const { id } of [...contents.tokens.values(), ...contents.retired])
			if (parseShortTokenId(id) === undefined) throw new TypeError("a token without an id");
		lastParsed = { text, contents };
		return contents;
	} catch {
		throw new GitLabDeployTokenError(
			"DEPLOY_TOKEN_STATE_UNREADABLE",
			"The recorded contents of the deploy token set cannot be read.",
			"Restore the stack's state from a backup.",
		);
	}
}

let lastParsed: { readonly text: string; readonly contents: SetContents } | undefined;

/** Where a set and its tokens are recorded. */
export interface SetPlace extends Pick<SetContents, "scopes"> {
	/** The set's id. */
	readonly setId: string;
	/** Base URL of the GitLab that holds the tokens. */
	readonly host: string;
}

/** The id of a recorded token, which {@link parseContents} has found to be one. */
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
		...policyOf(declared),
		status,
		tokenId: id.tokenId,
		host,
	};
	return { id, state, holder: holderOf(setId, key) };
}

/** Who holds the token of a key, and nobody else. */
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

/** The pair of {@link retire}. */
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

/** The policy is the set's, and stands in its inputs: a token's record never differs from it. */
function policyOf(
	declared: DeployTokenInputs | undefined,
): Pick<DeployTokenInputs, "expiresIn" | "rotateBefore" | "connection"> {
	if (declared === undefined) return {};
	const { expiresIn, rotateBefore, connection } = declared;
	return {
		...(expiresIn === undefined ? {} : { expiresIn }),
		...(rotateBefore === undefined ? {} : { rotateBefore }),
		...(connection === undefined ? {} : { connection }),
	};
}

/** The pair of {@link tokenRecord}. */
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
