import type { Clock } from "./clock";
import { newerQuota, type Quota, roomIn } from "./rate-limit";

/** Why no request is sent: GitLab requested a pause, or its limit is used up. */
export type WaitReason = "pause" | "limit";

const FOREVER = { atMs: Number.POSITIVE_INFINITY };

/** Shorter waits are not worth a word. */
const ANNOUNCED_MS = 5_000;

/**
 * Lets at most `concurrency` requests pass at a time, none while GitLab requested a pause, and no more than
 * it said that it still takes.
 *
 * undici's own queue would do for the first part, but a request's time-out must begin when it is
 * sent and not when it is queued, and a pause holds for all requests of the connection.
 */
export class RequestLimiter {
	private active = 0;
	private pausedUntilMs = 0;
	private quota: Quota | undefined;
	private readonly waiting: (() => void)[] = [];
	/** When the wait is over that was announced last. */
	private announcedUntilMs = 0;

	/** @param onWait Told of each long wait as it begins, once for all requests that it holds back. */
	constructor(
		private readonly concurrency: number,
		private readonly clock: Clock,
		private readonly onWait: (ms: number, why: WaitReason) => void = () => {},
	) {}

	/**
	 * Runs `work` once there is room and nothing holds it back. Gives `undefined`, at once, where it would be held
	 * back past `until.atMs` (epoch), which is read anew after each wait.
	 *
	 * Nobody keeps a place while they are held back: others, whose time ends before, need it to find that out.
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

	/** Holds every request back for `ms` from now; a longer pause in force stays. */
	pause(ms: number): void {
		this.pausedUntilMs = Math.max(this.pausedUntilMs, this.clock.now() + ms);
	}

	/** Tells of a wait that begins now, unless it is short or one that was told of is not over. */
	announce(ms: number, why: WaitReason): void {
		const nowMs = this.clock.now();
		if (ms <= ANNOUNCED_MS || nowMs < this.announcedUntilMs) return;
		this.announcedUntilMs = nowMs + ms;
		this.onWait(ms, why);
	}

	/** Notes what an answer said of GitLab's limit, while its request still counts as under way. */
	limit(quota: Quota): void {
		this.quota = newerQuota(this.quota, quota);
	}

	/** Takes a place, if there is one. */
	private tryEnter(): boolean {
		if (this.active >= this.concurrency) return false;
		this.active += 1;
		return true;
	}

	/** Waits to be handed the place of one who leaves. */
	private waitTurn(): Promise<void> {
		return new Promise((admit) => this.waiting.push(admit));
	}

	private leave(): void {
		const next = this.waiting.shift();
		if (next) next();
		else this.active -= 1;
	}

	/** Leaves the place empty, and waits ahead of the others for one of those under way to come back. */
	private async yieldTurn(): Promise<void> {
		this.active -= 1;
		await new Promise<void>((admit) => this.waiting.unshift(admit));
	}

	private room(): number {
		return roomIn(this.quota, this.clock.now());
	}

	/** By the limit only those are held back who are alone: as long as others are under way, they know more soon. */
	private heldUntilMs(): number {
		const exhausted = this.active === 1 && this.room() === 0;
		return Math.max(this.pausedUntilMs, exhausted ? (this.quota?.resetAtMs ?? 0) : 0);
	}
}
