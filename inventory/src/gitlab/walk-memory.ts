import type { DeployTokenWire } from "../../../provider/api/schemas";
import type { ScannedOwner } from "./scan";

/** What earlier, interrupted scans have read, and what this one saves for the next. */
export interface WalkMemory {
	/** The tokens of an owner, if an earlier scan has read them. */
	recall(owner: ScannedOwner): readonly DeployTokenWire[] | undefined;
	keep(owner: ScannedOwner, tokens: readonly DeployTokenWire[]): void;
	/**
	 * The highest token ID of the instance when the first of these scans started: a token with a higher one may be
	 * missing from what an earlier scan has read.
	 *
	 * @param now The highest ID now.
	 */
	highestIdAtStart(now: number): number;
}

/** A scan without an earlier or a later one. */
export const NO_MEMORY: WalkMemory = {
	recall: () => undefined,
	keep: () => {},
	highestIdAtStart: (now) => now,
};
