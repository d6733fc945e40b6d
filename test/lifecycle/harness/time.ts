import type { Clock } from "../../../provider/api/clock";

/** A clock that stays still until a test moves it; the provider and the emulator both read it. */
export class Time implements Clock {
	private nowMs: number;

	constructor(instant: string) {
		this.nowMs = Date.parse(instant);
	}

	readonly now = (): number => this.nowMs;

	/** The present, as GitLab writes it. */
	get iso(): string {
		return new Date(this.nowMs).toISOString();
	}

	set(instant: string): void {
		this.nowMs = Date.parse(instant);
	}

	advance(ms: number): void {
		this.nowMs += ms;
	}

	sleep(ms: number): Promise<void> {
		this.advance(ms);
		return Promise.resolve();
	}
}

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
