import type { RecordedState } from "../token/state";
import { unreadableState } from "../token/unreadable-state";
import { parseShortTokenId } from "../values/token-id";

/** One token of a set in compact form: what is absent follows from the key and the set. */
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
	/** Absent: the scopes stored next to the tokens. */
	readonly scopes?: readonly string[];
	readonly expiresAt?: string;
	/** Absent: active. */
	readonly status?: RecordedState["status"];
}

/**
 * A token that another one has replaced, and that is deleted once it is due: everything that identifies it, and no
 * secret.
 */
export interface RetiredToken {
	readonly id: string;
	/** Absent: the name. */
	readonly key?: string;
	readonly name: string;
	readonly username: string;
	/** Absent, in states of earlier releases: the scopes stored next to the tokens. */
	readonly scopes?: readonly string[];
	/** Absent: never. */
	readonly expiresAt?: string;
	/** When it is due to be deleted: UTC, with milliseconds. */
	readonly until: string;
}

/** Everything that a set records of its tokens, kept as one secret text. */
export interface SetContents {
	/** The scopes of tokens without their own. */
	readonly scopes: readonly string[];
	readonly tokens: ReadonlyMap<string, SetEntry>;
	readonly retired: readonly RetiredToken[];
	/** Why a key has no token, or not the declared one. */
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
 * The inverse of {@link formatContents}. The last text is kept parsed: a program reads one key after the other.
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
			if (parseShortTokenId(id) === undefined) throw new TypeError("a token without an ID");
		lastParsed = { text, contents };
		return contents;
	} catch {
		throw unreadableState("contents of the deploy token set");
	}
}

let lastParsed: { readonly text: string; readonly contents: SetContents } | undefined;
