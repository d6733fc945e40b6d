import type { Clock } from "../api/clock";
import type { Connections } from "../api/connection";
import type { OwnerIds } from "./process/owner-ids";
import type { TokenCreator } from "./process/token-creator";
import type { TokenReadCache } from "./process/token-read-cache";

/** What a lifecycle reaches outside of itself. */
export interface ProviderContext {
	readonly connections: Connections;
	readonly owners: OwnerIds;
	readonly reads: TokenReadCache;
	readonly creator: TokenCreator;
	readonly clock: Clock;
	/** Tells the user one sentence; the same sentence only once per process. */
	report(sentence: string): void;
}
