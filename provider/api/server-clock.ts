import type { Clock } from "./clock";
import { parseHttpDate } from "./http-date";

/** A `Date` header counts whole seconds and takes a while to arrive: clocks that differ by less are equal. */
const TOLERANCE_MS = 2_000;

/** A difference that is reported to the user. */
const REPORTED_MS = 60_000;

/**
 * GitLab's clock, as the `Date` of its responses shows it.
 *
 * GitLab decides whether a token has expired, so its clock counts; this machine's, which can be wrong, counts only
 * until the first response.
 */
export class ServerClock {
	private offsetMs: number | undefined;
	private reported = false;

	constructor(
		private readonly clock: Clock,
		private readonly report: (message: string) => void = () => {},
	) {}

	/** Epoch milliseconds. */
	now(): number {
		return this.clock.now() + (this.offsetMs ?? 0);
	}

	/** Whether a response has shown it. */
	get isKnown(): boolean {
		return this.offsetMs !== undefined;
	}

	/**
	 * Records the `Date` of a response that has just arrived. One that cannot be read changes nothing.
	 *
	 * @param age The response's `Age`: a proxy that had stored it keeps the `Date` of that time.
	 */
	note(date: string | undefined, age?: string): void {
		const atMs = parseHttpDate(date?.trim() ?? "");
		if (atMs === undefined) return;
		const ageMs = /^\d{1,9}$/.test(age ?? "") ? Number(age) * 1000 : 0;
		// On average the header is half a second behind the clock that it was truncated from.
		const measuredMs = atMs + ageMs + 500 - this.clock.now();
		const offsetMs = Math.abs(measuredMs) <= TOLERANCE_MS ? 0 : measuredMs;
		this.offsetMs = offsetMs;
		if (Math.abs(offsetMs) < REPORTED_MS || this.reported) return;
		this.reported = true;
		this.report(warning(offsetMs));
	}
}

function warning(offsetMs: number): string {
	const minutes = Math.round(Math.abs(offsetMs) / 60_000);
	const direction = offsetMs > 0 ? "behind" : "ahead of";
	return `warning: this machine's clock is ${minutes} min ${direction} GitLab's; expiries follow GitLab's clock. Correct this machine's clock.`;
}
