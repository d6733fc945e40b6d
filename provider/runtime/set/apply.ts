import { endsOperation } from "../../api/failure-scope";
import { overlapMs } from "../../model/set/check";
import type { RetiredToken, SetContents, SetEntry } from "../../model/set/contents";
import type { DeployTokenSetInputs } from "../../model/set/inputs";
import {
	holderOf,
	recordedId,
	retire,
	retiredRecord,
	type SetPlace,
	setEntry,
	tokenRecord,
} from "../../model/set/records";
import { placeOf, type RecordedSet } from "../../model/set/state";
import type { TokenRecord } from "../../model/token/record";
import { reasonOf } from "../boundary/engine-boundary";
import type { Operation } from "../operation";
import { tokenLabel } from "../token/messages";
import { createToken, isHandedOver } from "../token/operations";
import { type Deletion, deleteAll } from "./delete-all";
import { postponedMessage } from "./messages";
import { holdRetired, type MakeStep, type SetPlan } from "./plan";
import { Progress } from "./progress";

/** How long a replaced token stays valid by default. */
const DEFAULT_OVERLAP = "1h";

/** The result of an update. */
export interface Applied {
	readonly contents: SetContents;
	/** The error that ended the whole update, and not only a key. */
	readonly ended: unknown;
}

/**
 * Executes the plan, all keys at once within the connection's concurrency: creates tokens first, then deletes those
 * that are no longer used. Failures are named by key; everything created is in the contents.
 *
 * Where something could not be created nothing is deleted: a key that was renamed would lose its token and get
 * none.
 */
export async function applyPlan(
	operation: Operation,
	plan: SetPlan,
	{ recorded, inputs }: { recorded: RecordedSet; inputs: DeployTokenSetInputs },
): Promise<Applied> {
	const scopes = inputs.scopes ?? [];
	const place = placeOf(recorded);
	const tokens = new Map<string, SetEntry>();
	const failed = new Map<string, string>();
	const setToken = (key: string, record: TokenRecord) => tokens.set(key, setEntry(key, record, scopes));
	for (const [key, record] of plan.keep) setToken(key, record);
	for (const [key, error] of plan.failed) failed.set(key, reasonOf(error));

	const retired = recorded.contents.retired
		.filter((token) => !plan.due.includes(token))
		.map((token): RetiredToken => ({ ...token, scopes: token.scopes ?? place.scopes }));
	const deletions: Deletion[] = [
		...[...plan.remove].map(([key, record]) => ({ kind: "removed" as const, key, record })),
		...plan.due.map((token) => ({
			kind: "retired" as const,
			until: token.until,
			...retiredRecord(token, place),
		})),
	];
	const secrets = new Map([...plan.move.values()].map(({ id, state }) => [id.tokenId, state.token]));
	const overlap = overlapMs(inputs.overlap ?? DEFAULT_OVERLAP) ?? 0;

	const makers = new Makers(operation, plan, recorded.id);
	const made = await makers.makeAll();
	const until = new Date(operation.now() + overlap).toISOString();
	const leaving: Pick<Deletion, "key" | "record">[] = [];
	for (const { step, record, error } of made) {
		const { key, replaced } = step;
		if (record === undefined) {
			failed.set(key, makers.reasonOf(error));
			if (replaced) setToken(key, replaced);
			continue;
		}
		setToken(key, withSecret(record, secrets));
		if (replaced?.dead) deletions.push({ kind: "dead", key, record: replaced, until });
		// Its consumers see the new secret only after this update has returned.
		else if (replaced) leaving.push({ key, record: replaced });
	}
	/**
	 * The set itself keeps holding what a key gave up: a resource that adopted it now would lose it to a later
	 * update.
	 */
	const setAside = (key: string, record: TokenRecord, until: string) => {
		const token = retire(key, record, until);
		retired.push(token);
		holdRetired(operation, retiredRecord(token, place).record);
	};
	// By ID: where GitLab was restored, another owner's token can have the ID of one that was replaced.
	const held = new Set([...tokens.values()].map((entry) => recordedId(entry).tokenId));
	for (const { key, record } of leaving)
		if (!held.has(record.id.tokenId) && !isHandedOver(operation, record)) setAside(key, record, until);
	// Where it could not be adopted, its key waits for that to succeed.
	for (const [key, record] of plan.move) if (!held.has(record.id.tokenId)) setToken(key, record);

	const keepUndeleted = ({ kind, key, record }: Deletion) => {
		if (kind !== "removed") return setAside(key, record, new Date(operation.now()).toISOString());
		// A key that is declared again after all still has its token and its secret.
		setToken(key, record);
		operation.context.claims.hold(operation.claim(record), record.holder, tokenLabel(record));
	};
	// A GitLab that was restored assigns its IDs again: a token in use now is not the one that was to be deleted.
	const unused = deletions.filter(({ record }) => !held.has(record.id.tokenId));
	let { ended } = makers;
	const missing = [...failed.keys()].filter((key) => !plan.keep.has(key));
	if (missing.length > 0) {
		const kept = unused.filter(({ record }) => !isHandedOver(operation, record));
		for (const deletion of kept) keepUndeleted(deletion);
		if (kept.length > 0) operation.report(postponedMessage(kept, missing));
	} else
		await deleteAll(operation, unused, {
			fail: (deletion, error) => {
				failed.set(deletion.key, reasonOf(error));
				if (endsOperation(error)) ended ??= error;
				keepUndeleted(deletion);
			},
			postpone: ({ key, record }, until) => setAside(key, record, until),
		});
	const contents: SetContents = {
		scopes,
		tokens: inOrder(tokens),
		retired: retired.filter((token) => !held.has(recordedId(token).tokenId)),
		failed: inOrder(failed),
	};
	releaseFormer(operation, recorded, contents);
	return { contents, ended };
}

/**
 * Releases what keys held before an update and no longer hold. A process can serve several operations: the claim of
 * a key's former token would count as another resource's, and the token would never be deleted.
 */
function releaseFormer(operation: Operation, recorded: RecordedSet, contents: SetContents): void {
	const place = placeOf(recorded);
	const present = new Set(recordsOf(contents, place).map(({ id, holder }) => `${id.tokenId} ${holder}`));
	for (const record of recordsOf(recorded.contents, place))
		if (!present.has(`${record.id.tokenId} ${record.holder}`))
			operation.context.claims.release(operation.claim(record), record.holder);
}

function recordsOf({ tokens, retired }: SetContents, place: SetPlace): TokenRecord[] {
	const live = [...tokens].map((entry) => tokenRecord(entry, place));
	return [...live, ...retired.map((token) => retiredRecord(token, place).record)];
}

/** The result of one step. */
interface Made {
	readonly step: MakeStep;
	readonly record?: TokenRecord;
	readonly error?: unknown;
}

/** Creates the tokens of a plan; after an error that concerns all of them no more are tried. */
class Makers {
	/** The error that ended the work for all keys. */
	ended: unknown;
	private readonly progress: Progress;

	constructor(
		private readonly operation: Operation,
		private readonly plan: SetPlan,
		private readonly setId: string,
	) {
		this.progress = new Progress(plan.make.length, "created", operation.context);
	}

	makeAll(): Promise<Made[]> {
		return Promise.all(this.plan.make.map((step) => this.make(step)));
	}

	/** Why a key has no token. */
	reasonOf(error: unknown): string {
		const isFirst = this.ended === undefined || this.ended === error || !endsOperation(error);
		return isFirst ? reasonOf(error) : `It was not attempted: ${reasonOf(this.ended)}`;
	}

	private async make(step: MakeStep): Promise<Made> {
		const { key, inputs, owner } = step;
		try {
			const record = await createToken(this.operation, inputs, { holder: holderOf(this.setId, key), owner });
			return { step, record };
		} catch (error) {
			if (this.ended === undefined && endsOperation(error)) {
				this.ended = error;
				this.operation.end();
			}
			return { step, error };
		} finally {
			this.progress.step();
		}
	}
}

/** A token that was adopted from another key, with its secret there. */
function withSecret(record: TokenRecord, secrets: ReadonlyMap<number, string | undefined>): TokenRecord {
	const token = record.state.token ?? secrets.get(record.id.tokenId);
	return token === undefined ? record : { ...record, state: { ...record.state, token } };
}

/** In the order of the keys, so that the same tokens are the same text. */
function inOrder<Value>(map: Map<string, Value>): Map<string, Value> {
	return new Map([...map].sort(([a], [b]) => (a < b ? -1 : 1)));
}
