import { setTimeout as delay } from "node:timers/promises";

/** Time as the client sees it; a parameter everywhere, so that tests need not wait. */
export interface Clock {
	/** Epoch milliseconds. */
	now(): number;
	/** Resolves after `ms` milliseconds. */
	sleep(ms: number): Promise<void>;
}

/** The machine's clock. */
export const systemClock: Clock = {
	now: () => Date.now(),
	sleep: async (ms) => {
		await delay(ms);
	},
};
