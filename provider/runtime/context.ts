import type { Clock } from "../api/clock";
import type { Connections } from "../api/connection";
import type { OwnerNumbers } from "./process/owner-ids";
import type { Creations } from "./process/token-creator";
import type { Observations } from "./process/token-read-cache";

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
