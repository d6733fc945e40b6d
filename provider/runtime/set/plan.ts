import type { Deadline } from "../../api/client";
import { GitLabDeployTokenError } from "../../api/errors";
import type { Settings } from "../../api/settings";
import { keyPath } from "../../model/set/check";
import { type RetiredToken, tokenRecord } from "../../model/set/contents";
import { type DeployTokenSetInputs, type KeyOverrides, keyInputs, parseTokens } from "../../model/set/inputs";
import type { RecordedSet } from "../../model/set/state";
import type { DeployTokenInputs } from "../../model/token/inputs";
import { parseShortTokenId } from "../../model/values/token-id";
import type { ProviderContext } from "../context";
import type { TokenRecord } from "../token/drift";
import { decide } from "../token/operations";
import { forEachOwner } from "./for-each-owner";

/** What an update of a set has to do, key by key. */
export interface SetPlan {
	/** Tokens to make: new keys, and those that replace `replaced`. */
	readonly make: readonly MakeStep[];
	/** Tokens that stay, as recorded. */
	readonly keep: ReadonlyMap<string, TokenRecord>;
	/** Tokens whose keys are declared no more. */
	readonly remove: ReadonlyMap<string, TokenRecord>;
	/** The same, where another key takes the token over. */
	readonly move: ReadonlyMap<string, TokenRecord>;
	/** Replaced tokens that are due to be deleted. */
	readonly due: readonly RetiredToken[];
	/** Why nothing could be decided about a key; its token is kept. */
	readonly failed: ReadonlyMap<string, unknown>;
}

export interface MakeStep {
	readonly key: string;
	readonly inputs: DeployTokenInputs;
	readonly replaced?: TokenRecord & { readonly dead: boolean };
	/** Why, where it is not the declaration that changed. */
	readonly sentence?: string;
}

/** Compares what is declared with what was made, and with GitLab, for all keys at once. */
export async function planSet(
	context: ProviderContext,
	recorded: RecordedSet,
	inputs: DeployTokenSetInputs,
	settings: Settings,
	deadline: Deadline,
): Promise<SetPlan> {
	const make: MakeStep[] = [];
	const keep = new Map<string, TokenRecord>();
	const failed = new Map<string, unknown>();
	const { contents, host } = recorded;
	const declared = parseTokens(inputs.tokens);
	const keysByNumber = new Map([...contents.tokens].map(([key, { id }]) => [numberOf(id), key]));
	for (const { id } of [...contents.tokens.values(), ...contents.retired])
		context.creator.noteKnown(host, numberOf(id));

	const decideKey = async (key: string, own: KeyOverrides) => {
		const tokenInputs = keyInputs(key, own, inputs);
		const entry = contents.tokens.get(key);
		const held = entry && tokenRecord(key, entry, contents, { host, declared: tokenInputs });
		try {
			assertUnclaimed(key, own, keysByNumber, declared);
			if (held === undefined) {
				make.push({ key, inputs: tokenInputs });
				return;
			}
			const decision = await decide(context, held, tokenInputs, settings, deadline);
			if (decision.kind !== "replace")
				keep.set(key, { id: held.id, state: withDeclaredOwner(held, tokenInputs) });
			else {
				const { dead, sentence } = decision;
				const step = { key, inputs: tokenInputs, replaced: { ...held, dead } };
				make.push(sentence === undefined ? step : { ...step, sentence });
			}
		} catch (error) {
			if (held !== undefined) keep.set(key, held);
			failed.set(key, error);
		}
	};
	await forEachOwner(
		declared,
		([key]) => contents.tokens.get(key)?.id,
		settings.concurrency,
		(entries) => Promise.all(entries.map(([key, own]) => decideKey(key, own))),
	);

	const adopted = new Set([...declared.values()].map(({ adopt }) => adopt?.tokenId));
	const remove = new Map<string, TokenRecord>();
	const move = new Map<string, TokenRecord>();
	for (const [key, entry] of contents.tokens)
		if (!declared.has(key))
			(adopted.has(numberOf(entry.id)) ? move : remove).set(key, tokenRecord(key, entry, contents, { host }));
	const nowMs = context.clock.now();
	const due = contents.retired.filter(
		({ id, until }) => Date.parse(until) <= nowMs && !adopted.has(numberOf(id)),
	);
	return { make, keep, remove, move, due, failed };
}

/** Two keys that hold one token would each take it for theirs, and the first to go would delete it. */
function assertUnclaimed(
	key: string,
	{ adopt }: KeyOverrides,
	keysByNumber: ReadonlyMap<number, string>,
	declared: ReadonlyMap<string, KeyOverrides>,
): void {
	const holder = adopt && keysByNumber.get(adopt.tokenId);
	if (holder === undefined || holder === key || !declared.has(holder)) return;
	throw new GitLabDeployTokenError(
		"DEPLOY_TOKEN_MISMATCH",
		`Deploy token ${adopt?.tokenId} was not taken over: it is that of ${keyPath(holder)} already.`,
		"Remove one of the two keys, or `adopt`.",
	);
}

/** The token with its owner as it is declared now: another way to write the same one is only recorded. */
function withDeclaredOwner({ id, state }: TokenRecord, inputs: DeployTokenInputs): TokenRecord["state"] {
	const { kind } = id.owner;
	return { ...state, [kind]: inputs[kind] ?? id.owner.ref };
}

function numberOf(id: string): number {
	return parseShortTokenId(id)?.tokenId ?? 0;
}
