import type { Clock } from "../api/clock";
import type { Call } from "../runtime/context";

/** A call in progress. */
type LiveCall = { -readonly [Key in keyof Call]: Call[Key] };

/** The calls of the engine in progress, and how they are ended early. */
export class Calls {
	private readonly live = new Set<LiveCall>();
	private readonly waiting: (() => void)[] = [];
	private readonly sleepers = new Set<() => void>();

	/** Runs a call. */
	async run<Result>(call: Call, work: (call: Call) => Promise<Result>): Promise<Result> {
		const live: LiveCall = { ...call };
		this.live.add(live);
		try {
			return await work(live);
		} finally {
			this.live.delete(live);
			if (this.live.size === 0) for (const done of this.waiting.splice(0)) done();
		}
	}

	/**
	 * Makes the calls in progress send nothing more, and ends their waits. A request that was sent continues: its
	 * result is returned and recorded.
	 */
	cancel(): void {
		for (const call of this.live) call.cancelled = true;
		for (const wake of this.sleepers) wake();
	}

	/** Resolves as soon as no call is in progress. */
	idle(): Promise<void> {
		if (this.live.size === 0) return Promise.resolve();
		return new Promise((done) => this.waiting.push(done));
	}

	/** The clock, its waits ended by {@link cancel}. */
	clock(clock: Clock): Clock {
		return {
			now: () => clock.now(),
			sleep: async (ms) => {
				let wake = () => {};
				const woken = new Promise<void>((done) => {
					wake = done;
				});
				this.sleepers.add(wake);
				await Promise.race([clock.sleep(ms), woken]);
				this.sleepers.delete(wake);
			},
		};
	}
}
