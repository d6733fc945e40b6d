import type { Deadline } from "../../api/client";
import type { Settings } from "../../api/settings";
import { overlapMs } from "../../model/set/check";
import { type RetiredToken, type SetContents, type SetEntry, setEntry } from "../../model/set/contents";
import type { DeployTokenSetInputs } from "../../model/set/inputs";
import type { RecordedState } from "../../model/token/state";
import { formatShortTokenId, parseShortTokenId, type TokenId } from "../../model/values/token-id";
import { reasonOf } from "../boundary/engine-boundary";
import type { ProviderContext } from "../context";
import { type ObservedToken, TokenReadCache } from "../process/token-read-cache";
import type { TokenRecord } from "../token/drift";
import { createToken, deleteToken, isForgotten } from "../token/operations";
import { forEachOwner } from "./for-each-owner";
import type { MakeStep, SetPlan } from "./plan";
import { Progress } from "./progress";

/** How long a replaced token lives on, where nothing is declared. */
const DEFAULT_OVERLAP = "1h";

/** A token that is to be deleted. */
export interface Deletion {
	/** The key that it had. */
	readonly key: string;
	readonly recorded: TokenRecord;
}

/**
 * Does what was planned, all keys at once within the connection's concurrency: makes tokens first, then deletes
 * those that nobody uses any more. What fails is named by key; everything made is in the contents.
 */
export async function executePlan(
	context: ProviderContext,
	plan: SetPlan,
	retiredBefore: readonly RetiredToken[],
	inputs: DeployTokenSetInputs,
	settings: Settings,
	deadline: Deadline,
): Promise<SetContents> {
	const scopes = inputs.scopes ?? [];
	const tokens = new Map<string, SetEntry>();
	const failed = new Map<string, string>();
	for (const [key, recorded] of plan.keep) tokens.set(key, setEntry(key, recorded, scopes));
	for (const [key, error] of plan.failed) failed.set(key, reasonOf(error));

	const retired = retiredBefore.filter((token) => !plan.due.includes(token));
	const deletions: Deletion[] = [...plan.remove].map(([key, recorded]) => ({ key, recorded }));
	deletions.push(...plan.due.map((token) => retiredDeletion(token, settings.baseUrl)));
	const known = new Map([...plan.move.values()].map(({ id, state }) => [id.tokenId, state.token]));
	const progress = new Progress(plan.make.length, "made", context);

	await Promise.all(
		plan.make.map(async ({ key, inputs: tokenInputs, replaced }: MakeStep) => {
			try {
				const made = withSecret(await createToken(context, tokenInputs, deadline), known);
				tokens.set(key, setEntry(key, made, scopes));
				if (replaced?.dead) deletions.push({ key, recorded: replaced });
				// Its consumers see the new secret only after this update has returned.
				else if (replaced) retired.push(retire({ key, recorded: replaced }, inputs, context.clock.now()));
			} catch (error) {
				failed.set(key, reasonOf(error));
				if (replaced) tokens.set(key, setEntry(key, replaced, scopes));
			}
			progress.step();
		}),
	);
	const held = new Set([...tokens.values()].map(({ id }) => id));
	// Where it could not be taken over, its key waits for that to succeed.
	for (const [key, recorded] of plan.move)
		if (!held.has(formatShortTokenId(recorded.id))) tokens.set(key, setEntry(key, recorded, scopes));

	// A GitLab that was restored gives its numbers again: what is in use now is not what was to go.
	const unused = deletions.filter(({ recorded }) => !held.has(formatShortTokenId(recorded.id)));
	await deleteAll(context, unused, settings, deadline, (deletion, reason) => {
		const { key, recorded } = deletion;
		failed.set(key, reason);
		// A key that is declared again after all has its token and its secret still.
		if (plan.remove.get(key) === recorded) tokens.set(key, setEntry(key, recorded, scopes));
		else retired.push(retire(deletion, { overlap: "0s" }, context.clock.now()));
	});
	return {
		scopes,
		tokens: inOrder(tokens),
		retired: retired.filter(({ id }) => !held.has(id)),
		failed: inOrder(failed),
	};
}

/** Deletes tokens; each is looked at first, those of one owner together. `fail` is told which could not be. */
export async function deleteAll(
	context: ProviderContext,
	deletions: readonly Deletion[],
	settings: Settings,
	deadline: Deadline,
	fail: (deletion: Deletion, reason: string) => void,
): Promise<void> {
	// A view of its own: what was seen when the plan was made may be minutes old.
	const fresh = new TokenReadCache();
	const client = context.connections.open(settings.connection);
	const ours = deletions.filter(({ recorded }) => !isForgotten(recorded.id.owner, settings));
	const progress = new Progress(ours.length, "deleted", context);
	const carryOut = async (deletion: Deletion, seen: Promise<ObservedToken>) => {
		try {
			await deleteToken(context, deletion.recorded, settings, { look: () => seen, deadline });
		} catch (error) {
			fail(deletion, reasonOf(error));
		}
		progress.step();
	};
	await forEachOwner(
		ours,
		({ recorded }) => formatShortTokenId(recorded.id),
		settings.concurrency,
		async (own) => {
			const looks = own.map(({ recorded }) => fresh.read(client, recorded.id, deadline));
			// A deletion moves the rest of the list forward, past the page that is asked for next.
			await Promise.allSettled(looks);
			await Promise.all(own.map((deletion, nth) => carryOut(deletion, looks[nth] as Promise<ObservedToken>)));
		},
	);
}

/** A token that was taken over from another key, with the secret that was known there. */
function withSecret({ id, state }: TokenRecord, known: ReadonlyMap<number, string | undefined>): TokenRecord {
	const token = state.token ?? known.get(id.tokenId);
	return token === undefined ? { id, state } : { id, state: { ...state, token } };
}

/** A token on its way out, as the state keeps it. */
function retire(
	{ key, recorded: { id, state } }: Deletion,
	{ overlap = DEFAULT_OVERLAP }: Pick<DeployTokenSetInputs, "overlap">,
	nowMs: number,
): RetiredToken {
	const { name, username } = state;
	const until = new Date(nowMs + (overlapMs(overlap) ?? 0)).toISOString();
	return { id: formatShortTokenId(id), ...(key === name ? {} : { key }), name, username, until };
}

/** The pair of {@link retire}. */
export function retiredDeletion(
	{ id: text, name, username, key = name }: RetiredToken,
	host: string,
): Deletion {
	const id = parseShortTokenId(text) as TokenId;
	const state: RecordedState = {
		[id.owner.kind]: id.owner.ref,
		name,
		scopes: [],
		username,
		status: "active",
		tokenId: id.tokenId,
		host,
	};
	return { key, recorded: { id, state } };
}

/** In the order of the keys, so that the same tokens are the same text. */
function inOrder<Value>(map: Map<string, Value>): Map<string, Value> {
	return new Map([...map].sort(([a], [b]) => (a < b ? -1 : 1)));
}
