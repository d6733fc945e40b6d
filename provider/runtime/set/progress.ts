import type { ProviderContext } from "../context";

/** How long work is silent, and how far apart its lines stand, in milliseconds. */
const INTERVAL_MS = 10_000;

/** Tells how far long work has come; short work is done in silence. */
export class Progress {
	private done = 0;
	private lastToldMs: number;

	constructor(
		private readonly total: number,
		/** What becomes of each token, as in `made`. */
		private readonly what: string,
		private readonly context: Pick<ProviderContext, "clock" | "report">,
	) {
		this.lastToldMs = context.clock.now();
	}

	/** Counts one more token, whether it succeeded or not. */
	step(): void {
		this.done += 1;
		const nowMs = this.context.clock.now();
		if (nowMs - this.lastToldMs < INTERVAL_MS || this.done === this.total) return;
		this.lastToldMs = nowMs;
		this.context.report(
			`${this.done.toLocaleString("en")} of ${this.total.toLocaleString("en")} tokens ${this.what}`,
		);
	}
}
