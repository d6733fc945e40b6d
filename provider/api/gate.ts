import type { Clock } from "./clock";

/**
 * Lets at most `concurrency` requests pass at a time, and none while GitLab asked for a pause.
 *
 * undici's own queue would do for the first half, but a request's time-out must begin when it is
 * sent and not when it is queued, and a pause holds for all requests of the connection.
 */
export class Gate {
	private active = 0;
	private pausedUntilMs = 0;
	private readonly waiting: (() => void)[] = [];

	constructor(
		private readonly concurrency: number,
		private readonly clock: Clock,
	) {}

	/**
	 * Runs `work` once there is room and no pause is in force; at `untilMs` (epoch), pause or not.
	 *
	 * Nobody keeps a place during a pause: others, whose time ends before it, need it to find that out.
	 */
	async pass<T>(work: () => Promise<T>, untilMs = Number.POSITIVE_INFINITY): Promise<T> {
		for (;;) {
			for (let rest = this.restMs(untilMs); rest > 0; rest = this.restMs(untilMs))
				await this.clock.sleep(rest);
			await this.enter();
			if (this.restMs(untilMs) <= 0) break;
			this.leave();
		}
		try {
			return await work();
		} finally {
			this.leave();
		}
	}

	/** Holds every request back for `ms` from now; a longer pause in force stays. */
	pause(ms: number): void {
		this.pausedUntilMs = Math.max(this.pausedUntilMs, this.clock.now() + ms);
	}

	private async enter(): Promise<void> {
		if (this.active >= this.concurrency) await new Promise<void>((admit) => this.waiting.push(admit));
		else this.active += 1;
	}

	private leave(): void {
		const next = this.waiting.shift();
		if (next) next();
		else this.active -= 1;
	}

	private restMs(untilMs: number): number {
		return Math.min(this.pausedUntilMs, untilMs) - this.clock.now();
	}
}
