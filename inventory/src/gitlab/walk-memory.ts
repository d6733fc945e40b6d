import type { DeployTokenWire } from "../../../provider/api/schemas";
import type { ScannedOwner } from "./scan";

/** What a walk is given of earlier ones that were interrupted, and what it leaves for later ones. */
export interface WalkMemory {
	/** The tokens of an owner that an earlier walk read. */
	recall(owner: ScannedOwner): readonly DeployTokenWire[] | undefined;
	keep(owner: ScannedOwner, tokens: readonly DeployTokenWire[]): void;
	/**
	 * The highest ID of the instance when the first of these walks began: a token with a higher one may be missing in
	 * what is recalled.
	 *
	 * @param now The highest one now.
	 */
	highestIdAtStart(now: number): number;
}

/** A scan without an earlier or a later one. */
export const NO_MEMORY: WalkMemory = {
	recall: () => undefined,
	keep: () => {},
	highestIdAtStart: (now) => now,
};
