import { GitLabDeployTokenError } from "../../api/errors";
import type { Owner } from "../../api/owner";
import { keyPath } from "../../model/set/check";
import type { RetiredToken } from "../../model/set/contents";
import { tooManyDeletions } from "../../model/set/deletions";
import { type DeployTokenSetInputs, type KeyOverrides, keyInputs, parseTokens } from "../../model/set/inputs";
import { holderOf, recordedId, retiredRecord, tokenRecord } from "../../model/set/records";
import { placeOf, type RecordedSet } from "../../model/set/state";
import { adoptedId, type DeployTokenInputs } from "../../model/token/inputs";
import type { TokenRecord } from "../../model/token/record";
import { assertDeclaration } from "../../model/token/recorded-declaration";
import { knownSecret } from "../../model/token/state";
import { hasPassed } from "../../model/values/instants";
import type { Operation } from "../operation";
import { tokenLabel } from "../token/messages";
import { decide, isHeldElsewhere } from "../token/operations";
import { forEachOwner } from "./for-each-owner";

/** The work of a set's update, key by key. */
export interface SetPlan {
	/** Tokens to create: new keys, and those that replace `replaced`. */
	readonly make: readonly MakeStep[];
	/** Tokens that stay, as recorded. */
	readonly keep: ReadonlyMap<string, TokenRecord>;
	/** Tokens whose keys are no longer declared. */
	readonly remove: ReadonlyMap<string, TokenRecord>;
	/** The same, where another key adopts the token. */
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
	/** The owner's ID, where it is known already. */
	readonly owner?: Owner;
	/** The reason, where the declaration did not change. */
	readonly message?: string;
}

/**
 * Compares the declaration with the record, and with GitLab, for all keys at once.
 *
 * @throws GitLabDeployTokenError `TOO_MANY_DELETIONS` before any request.
 */
export async function planSet(
	operation: Operation,
	recorded: RecordedSet,
	inputs: DeployTokenSetInputs,
): Promise<SetPlan> {
	const make: MakeStep[] = [];
	const keep = new Map<string, TokenRecord>();
	const failed = new Map<string, unknown>();
	const { contents } = recorded;
	const place = placeOf(recorded);
	const declared = parseTokens(inputs.tokens);
	const tooMany = tooManyDeletions(contents.tokens.keys(), declared, inputs.maxDeletions);
	if (tooMany !== undefined)
		throw new GitLabDeployTokenError(
			"TOO_MANY_DELETIONS",
			tooMany,
			"Raise it if that is intended; otherwise find out why so many keys are missing from `tokens`.",
		);
	const keysByNumber = new Map([...contents.tokens].map(([key, entry]) => [recordedId(entry).tokenId, key]));
	const adopted = new Set([...declared.values()].map(adoptedId));
	const isDue = (token: RetiredToken) =>
		hasPassed(token.until, operation.now()) || isHeldElsewhere(operation, retiredRecord(token, place).record);
	claimAll(operation, recorded, (token) => !isDue(token) && !adopted.has(recordedId(token).tokenId));

	const decideKey = async (key: string, own: KeyOverrides) => {
		const tokenInputs = keyInputs(key, own, inputs);
		const entry = contents.tokens.get(key);
		const record = entry && tokenRecord([key, entry], place, tokenInputs);
		try {
			assertDeclaration(keyPath(key), tokenInputs);
			assertUnclaimed([key, own], keysByNumber, declared);
			if (record === undefined) {
				make.push({ key, inputs: tokenInputs });
				return;
			}
			const decision = await decide(operation, record, { inputs: tokenInputs, label: keyPath(key) });
			if (decision.kind !== "replace") keep.set(key, asDeclared(record, tokenInputs));
			else {
				const { dead, message, owner } = decision;
				make.push({
					key,
					inputs: tokenInputs,
					replaced: { ...record, dead },
					...(owner === undefined ? {} : { owner }),
					...(message === undefined ? {} : { message }),
				});
			}
		} catch (error) {
			if (record !== undefined) keep.set(key, record);
			failed.set(key, error);
		}
	};
	await forEachOwner(
		declared,
		{ idOf: ([key]) => contents.tokens.get(key)?.id, concurrency: operation.settings.concurrency },
		(entries) => Promise.all(entries.map(([key, own]) => decideKey(key, own))),
	);

	const remove = new Map<string, TokenRecord>();
	const move = new Map<string, TokenRecord>();
	for (const [key, entry] of contents.tokens)
		if (!declared.has(key))
			(adopted.has(recordedId(entry).tokenId) ? move : remove).set(key, tokenRecord([key, entry], place));
	for (const [key, record] of remove)
		operation.context.claims.leaving(operation.claim(record), `${keyPath(key)} of a set`);
	const due = contents.retired.filter((token) => isDue(token) && !adopted.has(recordedId(token).tokenId));
	return { make, keep, remove, move, due, failed };
}

/**
 * In any case the recorded tokens are this set's: none is another run's orphan.
 *
 * @param isKept Whether a replaced token stays with the set: a resource that adopted it would lose it when it is
 *   due.
 */
function claimAll(
	operation: Operation,
	recorded: RecordedSet,
	isKept: (token: RetiredToken) => boolean,
): void {
	const { claims } = operation.context;
	const { contents, id: setId } = recorded;
	for (const [key, entry] of contents.tokens)
		claims.seen(operation.claim({ id: recordedId(entry) }), holderOf(setId, key), keyPath(key));
	for (const retired of contents.retired) {
		const { record } = retiredRecord(retired, placeOf(recorded));
		if (isKept(retired) && !claims.inRefresh) holdRetired(operation, record);
		else claims.seen(operation.claim(record), record.holder, tokenLabel(record));
	}
}

/** A resource that adopted a replaced token in this run would lose it once it is due. */
export function holdRetired(operation: Operation, record: TokenRecord): void {
	operation.context.claims.hold(operation.claim(record), record.holder, `${tokenLabel(record)}, replaced`);
}

/** Of two keys with one token each would claim it, and the first to be removed would delete it. */
function assertUnclaimed(
	[key, own]: readonly [string, KeyOverrides],
	keysByNumber: ReadonlyMap<number, string>,
	declared: ReadonlyMap<string, KeyOverrides>,
): void {
	const tokenId = adoptedId(own);
	const holder = tokenId === undefined ? undefined : keysByNumber.get(tokenId);
	if (holder === undefined || holder === key || !declared.has(holder)) return;
	throw new GitLabDeployTokenError(
		"DEPLOY_TOKEN_MISMATCH",
		`Deploy token ${tokenId} was not adopted: ${keyPath(holder)} has it already.`,
		"Remove one of the two keys, or `adopt`.",
	);
}

/** The record with what is declared now and GitLab does not hold: the owner's notation, and a secret given later. */
function asDeclared(record: TokenRecord, inputs: DeployTokenInputs): TokenRecord {
	const { kind, ref } = record.id.owner;
	const { token: _, ...state } = record.state;
	const token = knownSecret(record.state, inputs);
	return {
		...record,
		state: {
			...state,
			[kind]: inputs[kind] ?? ref,
			status: "active",
			...(token === undefined ? {} : { token }),
		},
	};
}
