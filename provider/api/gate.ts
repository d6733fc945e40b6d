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

	/** Runs `work` once there is room and no pause is in force. */
	async pass<T>(work: () => Promise<T>): Promise<T> {
		if (this.active >= this.concurrency) await new Promise<void>((admit) => this.waiting.push(admit));
		else this.active += 1;
		try {
			for (let rest = this.restMs(); rest > 0; rest = this.restMs()) await this.clock.sleep(rest);
			return await work();
		} finally {
			const next = this.waiting.shift();
			if (next) next();
			else this.active -= 1;
		}
	}

	/** Holds every request back for `ms` from now; a longer pause in force stays. */
	pause(ms: number): void {
		this.pausedUntilMs = Math.max(this.pausedUntilMs, this.clock.now() + ms);
	}

	private restMs(): number {
		return this.pausedUntilMs - this.clock.now();
	}
}
