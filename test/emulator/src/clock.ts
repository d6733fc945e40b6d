import { DateTime, Duration } from "luxon";
import type { Now } from "./now";

/**
 * The server's clock. It follows the real one until it is set.
 *
 * A clock that is set does not run, so that a test can check the exact instant of an expiry; `advance` moves it.
 */
export class SettableClock {
	private frozenAtMs: number | undefined;
	private offsetMs = 0;

	constructor(private readonly real: Now = Date.now) {}

	now(): number {
		return this.frozenAtMs ?? this.real() + this.offsetMs;
	}

	set(instantMs: number): void {
		this.frozenAtMs = instantMs;
	}

	/**
	 * Advances the clock by a calendar duration; a running clock then runs ahead of the real one.
	 *
	 * @throws RangeError if the result is outside the range of dates.
	 */
	advance(duration: Duration): void {
		const from = this.now();
		const to = DateTime.fromMillis(from, { zone: "utc" }).plus(duration).toMillis();
		if (Number.isNaN(to)) throw new RangeError("no such time");
		if (this.frozenAtMs === undefined) this.offsetMs += to - from;
		else this.frozenAtMs = to;
	}

	reset(): void {
		this.frozenAtMs = undefined;
		this.offsetMs = 0;
	}
}

/** An ISO 8601 duration (`PT1H`, `P30D`), or `undefined` if the text is not one. */
export function parseDuration(text: string): Duration | undefined {
	const duration = Duration.fromISO(text);
	return duration.isValid && Object.keys(duration.toObject()).length > 0 ? duration : undefined;
}
