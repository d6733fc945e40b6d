import type { Clock } from "./clock";
import { newerQuota, type Quota, roomIn } from "./rate-limit";

/** Why no request is sent: GitLab requested a pause, or its limit is used up. */
export type WaitReason = "pause" | "limit";

const FOREVER = { atMs: Number.POSITIVE_INFINITY };

/** Shorter waits are not reported. */
const ANNOUNCED_MS = 5_000;

/**
 * Lets at most `concurrency` requests pass at a time, none while GitLab requested a pause, and no more than it
 * reported as remaining.
 *
 * undici's own queue would do for the first part, but a request's timeout must start when it is sent and not when
 * it is queued, and a pause applies to all requests of the connection.
 */
export class RequestLimiter {
	private active = 0;
	private pausedUntilMs = 0;
	private quota: Quota | undefined;
	private readonly waiting: (() => void)[] = [];
	/** When the wait that was reported last is over. */
	private announcedUntilMs = 0;

	/** @param onWait Called with each long wait as it begins, once for all requests that it holds back. */
	constructor(
		private readonly concurrency: number,
		private readonly clock: Clock,
		private readonly onWait: (ms: number, why: WaitReason) => void = () => {},
	) {}

	/**
	 * Runs `work` once there is a slot and nothing holds it back. Returns `undefined`, at once, where it would be
	 * held back past `until.atMs` (epoch), which is read again after each wait.
	 *
	 * No waiting request keeps a slot: others, with an earlier deadline, need it to find that out.
	 */
	async run<T>(work: () => Promise<T>, until: { readonly atMs: number } = FOREVER): Promise<T | undefined> {
		if (!this.tryEnter()) await this.waitTurn();
		for (;;) {
			const heldMs = this.heldUntilMs() - this.clock.now();
			if (heldMs > 0) {
				const past = this.heldUntilMs() >= until.atMs;
				this.leave();
				if (past) return undefined;
				this.announce(heldMs, this.pausedUntilMs > this.clock.now() ? "pause" : "limit");
				await this.clock.sleep(heldMs);
				if (!this.tryEnter()) await this.waitTurn();
			} else if (this.active > this.room()) await this.yieldTurn();
			else break;
		}
		try {
			return await work();
		} finally {
			this.leave();
		}
	}

	/** Holds back every request for `ms` from now; a longer pause in force is kept. */
	pause(ms: number): void {
		this.pausedUntilMs = Math.max(this.pausedUntilMs, this.clock.now() + ms);
	}

	/** Reports a wait that begins now, unless it is short or a reported one is not over. */
	announce(ms: number, why: WaitReason): void {
		const nowMs = this.clock.now();
		if (ms <= ANNOUNCED_MS || nowMs < this.announcedUntilMs) return;
		this.announcedUntilMs = nowMs + ms;
		this.onWait(ms, why);
	}

	/** Records what a response reported of GitLab's limit, while its request still counts as in flight. */
	limit(quota: Quota): void {
		this.quota = newerQuota(this.quota, quota);
	}

	/** Takes a slot, if there is one. */
	private tryEnter(): boolean {
		if (this.active >= this.concurrency) return false;
		this.active += 1;
		return true;
	}

	/** Waits for the slot of a request that ends. */
	private waitTurn(): Promise<void> {
		return new Promise((admit) => this.waiting.push(admit));
	}

	private leave(): void {
		const next = this.waiting.shift();
		if (next) next();
		else this.active -= 1;
	}

	/** Frees the slot, and waits ahead of the others for a request in flight to return. */
	private async yieldTurn(): Promise<void> {
		this.active -= 1;
		await new Promise<void>((admit) => this.waiting.unshift(admit));
	}

	private room(): number {
		return roomIn(this.quota, this.clock.now());
	}

	/** The limit holds back only a request that is alone: as long as others are in flight, they learn more soon. */
	private heldUntilMs(): number {
		const exhausted = this.active === 1 && this.room() === 0;
		return Math.max(this.pausedUntilMs, exhausted ? (this.quota?.resetAtMs ?? 0) : 0);
	}
}
