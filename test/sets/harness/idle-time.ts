import { Time } from "../../lifecycle/harness/time";

/** Real milliseconds after which requests under way are taken for done; none of them takes longer on a loopback. */
const IDLE_MS = 8;

/** A clock that jumps to the next wake-up as soon as everybody sleeps. */
export class IdleTime extends Time {
	private readonly sleepers: { readonly atMs: number; readonly wake: () => void }[] = [];
	private timer: NodeJS.Timeout | undefined;

	override sleep(ms: number): Promise<void> {
		return new Promise((wake) => {
			this.sleepers.push({ atMs: this.now() + ms, wake });
			this.rest();
		});
	}

	private rest(): void {
		clearTimeout(this.timer);
		this.timer = setTimeout(() => this.wakeNext(), IDLE_MS);
	}

	private wakeNext(): void {
		this.sleepers.sort((a, b) => a.atMs - b.atMs);
		const next = this.sleepers[0]?.atMs;
		if (next === undefined) return;
		this.advance(Math.max(0, next - this.now()));
		while (this.sleepers[0] !== undefined && this.sleepers[0].atMs <= this.now())
			this.sleepers.shift()?.wake();
		if (this.sleepers.length > 0) this.rest();
	}
}
