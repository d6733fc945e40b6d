import type { ObservedToken } from "../../api/deploy-tokens";
import { isRecordedToken } from "../../model/token/identity";
import type { TokenRecord } from "../../model/token/record";
import { observedStatus } from "../../model/token/status";
import { hasPassed } from "../../model/values/instants";
import { formatShortTokenId } from "../../model/values/token-id";
import type { Operation } from "../operation";
import { forgottenWarning } from "../token/messages";
import { deleteToken, isForgotten, isHeldElsewhere } from "../token/operations";
import { forEachOwner } from "./for-each-owner";
import { Progress } from "./progress";

/** A token to delete. */
export interface Deletion {
	/** Why: its key is no longer declared, it was replaced and is due, or it was replaced and is inactive. */
	readonly kind: "removed" | "retired" | "dead";
	/** The key that it had. */
	readonly key: string;
	readonly record: TokenRecord;
	/** Until when it stays if it is not due after all; absent: it is deleted at once. UTC, with milliseconds. */
	readonly until?: string;
}

/** What happened to tokens that were not deleted. */
export interface Undeleted {
	/** It could not be deleted. */
	fail(deletion: Deletion, error: unknown): void;
	/**
	 * It is not due: GitLab shows that a token that was reported as inactive is active, or its clock is behind this
	 * machine's.
	 */
	postpone(deletion: Deletion, until: string): void;
}

/** Deletes tokens; each is read first, those of one owner together. */
export async function deleteAll(
	operation: Operation,
	deletions: readonly Deletion[],
	{ fail, postpone }: Undeleted,
): Promise<void> {
	const { context, settings } = operation;
	const forgotten = deletions.filter(({ record }) => isForgotten(record.id.owner, settings));
	const remaining = deletions.filter((deletion) => !forgotten.includes(deletion));
	if (forgotten.length > 0)
		operation.report(
			forgottenWarning(
				forgotten.map(({ record }) => record),
				settings,
				"not deleted",
			),
		);
	if (remaining.length === 0) return;
	const fresh = context.reads.fresh();
	const progress = new Progress(remaining.length, "deleted", context);
	const carryOut = async (deletion: Deletion, seen: Promise<ObservedToken>) => {
		try {
			const until = await inUseUntil(operation, deletion, seen);
			if (until !== undefined) postpone(deletion, until);
			else await deleteToken(operation, deletion.record, () => seen);
		} catch (error) {
			fail(deletion, error);
		}
		progress.step();
	};
	await forEachOwner(
		remaining,
		{ idOf: ({ record }) => formatShortTokenId(record.id), concurrency: settings.concurrency },
		async (own) => {
			const { client, deadline } = operation;
			const reads = own.map(({ record }) => fresh.read(client, record.id, deadline));
			// A deletion moves the rest of the list forward, past the page that is requested next.
			await Promise.allSettled(reads);
			await Promise.all(own.map((deletion, nth) => carryOut(deletion, reads[nth] as Promise<ObservedToken>)));
		},
	);
}

/** Until when a token is in use, by GitLab and its clock; `undefined` where it can be deleted. */
async function inUseUntil(
	operation: Operation,
	{ kind, record, until }: Deletion,
	seen: Promise<ObservedToken>,
): Promise<string | undefined> {
	if (until === undefined) return undefined;
	const wire = await seen.catch(() => undefined);
	const nowMs = operation.now();
	if (wire === undefined || hasPassed(until, nowMs) || isHeldElsewhere(operation, record)) return undefined;
	const lives = isRecordedToken(record.state, wire) && observedStatus(wire, nowMs) === "active";
	return kind === "retired" || lives ? until : undefined;
}
