import type { Clock } from "../api/clock";
import type { Connections } from "../api/connection";
import type { Creations } from "./creations";
import type { Observations } from "./observations";
import type { OwnerNumbers } from "./owner-numbers";

/** What a lifecycle reaches outside of itself. */
export interface World {
	readonly connections: Connections;
	readonly owners: OwnerNumbers;
	readonly observations: Observations;
	readonly creations: Creations;
	readonly clock: Clock;
	/** Tells the user one sentence; the same sentence only once per process. */
	report(sentence: string): void;
}
