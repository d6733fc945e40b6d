import type { Place } from "../world/place";
import type { Counts } from "./counts";
import type { Draw } from "./draw";
import type { Excuse } from "./excuses";
import type { HistoryStack } from "./stack";

/** Where a step happens. */
export interface Scene {
	readonly place: Place;
	readonly stacks: readonly HistoryStack[];
	/** The stack whose program or operation the step is about. */
	readonly stack: HistoryStack;
	readonly draw: Draw;
	readonly counts: Counts;
	/** Reports what happens, for the reader of a failed history. */
	log(line: string): void;
	readonly excuse: Excuse;
	/** Notes what must not be. */
	fail(violation: string): void;
}

/** Does one thing. @returns `false` where there was nothing to do it to. */
export type StepFunction = (scene: Scene) => boolean | Promise<boolean>;
