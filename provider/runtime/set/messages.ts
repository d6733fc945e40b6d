import { keyPath } from "../../model/set/check";
import type { RetiredToken } from "../../model/set/contents";
import type { RecordedSet } from "../../model/set/state";
import { tokenLabel } from "../token/messages";
import { retiredDeletion } from "./apply";
import type { SetPlan } from "./plan";

/** Most keys that one error explains; the rest is named. */
const MAX_EXPLAINED = 50;

/** What a preview says of keys that the last update could not do. */
export function retryMessages({ make }: SetPlan, { contents }: RecordedSet): string[] {
	return make
		.filter(({ key, sentence }) => sentence === undefined && contents.failed.has(key))
		.map(({ key }) => `${keyPath(key)} failed in the last update; it will be tried again.`);
}

/** What a preview says of a replaced token whose overlap is over. */
export function dueMessage(token: RetiredToken, host: string): string {
	const { id, state } = retiredDeletion(token, host).recorded;
	return `the ${tokenLabel(id, state)}, which was replaced, is due; it will be deleted.`;
}

/** A line for each key that failed; those beyond the first are only named. */
export function failureLines(reasons: ReadonlyMap<string, string>): string[] {
	const all = [...reasons];
	const lines = all.slice(0, MAX_EXPLAINED).map(([key, reason]) => `${keyPath(key)}: ${reason}`);
	const others = all.slice(MAX_EXPLAINED).map(([key]) => keyPath(key));
	return others.length === 0 ? lines : [...lines, `and ${others.length} more: ${others.join(", ")}`];
}
