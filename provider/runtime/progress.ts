import type { Clock } from "../api/clock";

/** How long work is silent, and how far apart its lines stand, in milliseconds. */
const INTERVAL_MS = 10_000;

/** Tells how far long work has come; short work is done in silence. */
export class Progress {
	private done = 0;
	private lastToldMs: number;

	constructor(
		private readonly total: number,
		private readonly clock: Clock,
		private readonly report: (sentence: string) => void,
	) {
		this.lastToldMs = clock.now();
	}

	/** Counts one more piece of work. */
	step(): void {
		this.done += 1;
		const nowMs = this.clock.now();
		if (nowMs - this.lastToldMs < INTERVAL_MS || this.done === this.total) return;
		this.lastToldMs = nowMs;
		this.report(`${this.done.toLocaleString("en")} of ${this.total.toLocaleString("en")} tokens`);
	}
}
