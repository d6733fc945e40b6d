/** Turns of the event loop without a sign of work after which everybody is taken to be asleep. */
const QUIET_TURNS = 80;

/** Real milliseconds without activity after which a response counts as never to come. */
const HOPELESS_MS = 300;

const nextTurn = () => new Promise((turn) => setImmediate(turn));

interface Sleeper {
	readonly atMs: number;
	readonly wake: () => void;
	/** Whether time may pass for its sake: a timeout alone waits for a response that is being prepared. */
	readonly pulls: boolean;
}

/**
 * A clock that stays still while anything works, and jumps to the next wake-up as soon as everything sleeps.
 *
 * Everything is in this process: the provider, the proxy with its faults, and GitLab. A loopback delivers within a
 * few turns of the event loop, so a stretch of turns in which nothing came and went means that all wait.
 */
export class VirtualTime {
	private sleepers: Sleeper[] = [];
	private quiet = 0;
	private watching = false;
	private busy = 0;
	private signs = 0;
	private hopeless: NodeJS.Timeout | undefined;

	constructor(private currentMs: number) {}

	readonly now = (): number => this.currentMs;

	/** Resets it: nothing waits. */
	restart(ms: number): void {
		this.sleepers = [];
		this.currentMs = ms;
	}

	/** Lets time pass though nothing sleeps. */
	advance(ms: number): void {
		this.currentMs += ms;
		this.wakeDue();
	}

	readonly sleep = (ms: number): Promise<void> => {
		return new Promise((wake) => {
			this.sleepers.push({ atMs: this.currentMs + Math.max(0, ms), wake, pulls: true });
			this.touch();
		});
	};

	/** Aborted after `ms` of this time. */
	timeout(ms: number): AbortSignal {
		const controller = new AbortController();
		const late = () =>
			controller.abort(new DOMException("The operation was aborted due to timeout", "TimeoutError"));
		this.sleepers.push({ atMs: this.currentMs + ms, wake: late, pulls: false });
		this.hopeless ??= setTimeout(this.giveUp, HOPELESS_MS).unref();
		this.hopeless.refresh();
		return controller.signal;
	}

	/** Keeps time from passing while `work` is under way, whether it shows signs or not. */
	async during<Result>(work: () => Promise<Result>): Promise<Result> {
		this.busy += 1;
		try {
			return await work();
		} finally {
			this.busy -= 1;
			this.touch();
		}
	}

	/** A sign of work. */
	touch(): void {
		this.quiet = 0;
		this.signs += 1;
		this.hopeless?.refresh();
		if (this.watching || !this.sleepers.some(({ pulls }) => pulls)) return;
		this.watching = true;
		setImmediate(this.watch);
	}

	/** Forgets who waits: the process that did has ended. */
	forget(): void {
		this.sleepers = this.sleepers.filter(({ pulls }) => pulls);
	}

	private readonly watch = (): void => {
		this.quiet = this.busy > 0 ? 0 : this.quiet + 1;
		if (this.quiet >= QUIET_TURNS) {
			this.quiet = 0;
			this.jump();
		}
		if (this.sleepers.some(({ pulls }) => pulls)) setImmediate(this.watch);
		else this.watching = false;
	};

	/** Nothing sleeps, and still nothing comes: what remains is that requests time out. */
	private readonly giveUp = async (): Promise<void> => {
		// On a busy machine a process meets its timers first, and then what arrived while it had no turn.
		const { signs } = this;
		for (let turn = 0; turn < QUIET_TURNS; turn += 1) await nextTurn();
		if (this.busy > 0 || this.signs !== signs) this.hopeless?.refresh();
		else if (!this.watching && this.sleepers.length > 0) this.jump();
	};

	private jump(): void {
		this.currentMs = Math.max(this.currentMs, Math.min(...this.sleepers.map(({ atMs }) => atMs)));
		this.wakeDue();
	}

	private wakeDue(): void {
		const due = this.sleepers.filter(({ atMs }) => atMs <= this.currentMs).sort((a, b) => a.atMs - b.atMs);
		this.sleepers = this.sleepers.filter(({ atMs }) => atMs > this.currentMs);
		for (const { wake } of due) wake();
	}
}
