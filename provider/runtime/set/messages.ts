import { keyPath } from "../../model/set/check";
import type { RetiredToken } from "../../model/set/contents";
import { retiredRecord, type SetPlace } from "../../model/set/records";
import type { RecordedSet } from "../../model/set/state";
import { someOf } from "../../model/values/some-of";
import { tokenLabel } from "../token/messages";
import type { Deletion } from "./delete-all";
import type { SetPlan } from "./plan";

/** Most keys that one error explains; the rest is named. */
const MAX_EXPLAINED = 50;

/** The message of a preview about keys that failed in the last update. */
export function retryMessages({ make }: SetPlan, { contents }: RecordedSet): string[] {
	return make
		.filter(({ key, message }) => message === undefined && contents.failed.has(key))
		.map(({ key }) => `${keyPath(key)} failed in the last update; it will be retried.`);
}

/** The message of a preview about a replaced token whose overlap has ended. */
export function dueMessage(token: RetiredToken, place: SetPlace): string {
	return `${tokenLabel(retiredRecord(token, place).record)} was replaced and its overlap has ended; it will be deleted.`;
}

/** Postponed deletions, since not everything that the same update was to create exists. */
export function postponedMessage(deletions: readonly Deletion[], missing: readonly string[]): string {
	const tokens = someOf(deletions.map(({ record }) => tokenLabel(record)));
	return `warning: not deleted yet: ${tokens}. The next update deletes what is due, once ${someOf(missing.map(keyPath))} ${missing.length === 1 ? "has its token" : "have their tokens"}; remove ${missing.length === 1 ? "that key" : "those keys"} from the program to continue without.`;
}

/**
 * A line for each failed key; those beyond the first are only named, unless they may have left an orphan, whose ID
 * is nowhere else.
 */
export function failureLines(reasons: ReadonlyMap<string, string>): string[] {
	const all = [...reasons];
	const isExplained = (reason: string, nth: number) =>
		nth < MAX_EXPLAINED || reason.endsWith("[CREATE_UNCERTAIN]");
	const lines = all
		.filter(([, reason], nth) => isExplained(reason, nth))
		.map(([key, reason]) => `${keyPath(key)}: ${reason}`);
	const others = all.filter(([, reason], nth) => !isExplained(reason, nth)).map(([key]) => keyPath(key));
	return others.length === 0 ? lines : [...lines, `and ${others.length} more: ${others.join(", ")}`];
}
