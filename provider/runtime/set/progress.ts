import type { ProviderContext } from "../context";

/** How long work is silent, and the interval of its lines, in milliseconds. */
const INTERVAL_MS = 10_000;

/** Reports the progress of long work; short work is silent. */
export class Progress {
	private done = 0;
	private lastReportedMs: number;

	constructor(
		private readonly total: number,
		/** What happens to each token, as in `created`. */
		private readonly what: string,
		private readonly context: Pick<ProviderContext, "clock" | "report">,
	) {
		this.lastReportedMs = context.clock.now();
	}

	/** Counts one more token, whether it succeeded or not. */
	step(): void {
		this.done += 1;
		const nowMs = this.context.clock.now();
		if (nowMs - this.lastReportedMs < INTERVAL_MS || this.done === this.total) return;
		this.lastReportedMs = nowMs;
		this.context.report(
			`${this.done.toLocaleString("en")} of ${this.total.toLocaleString("en")} tokens ${this.what}`,
		);
	}
}
