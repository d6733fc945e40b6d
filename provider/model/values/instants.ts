import { z } from "zod";
import { inspect, type Parsed } from "./parsed";

/** The instant by which GitLab means "never"; it is returned as `null`. Source: GitLab `lib/forever.rb`. */
export const NEVER = "3000-01-01T00:00:00.000Z";

const DAY = z.iso.date();
const INSTANT = z.iso.datetime({ offset: true });

/**
 * An instant in UTC with milliseconds (`2031-05-01T00:00:00.000Z`), from a date (midnight UTC) or an
 * instant with `Z` or an offset; finer fractions are cut off, as GitLab does.
 *
 * An instant without a time zone is refused: GitLab would read it as UTC, JavaScript as local time.
 */
export function parseInstant(value: unknown): Parsed<string> {
	if (typeof value !== "string")
		return { reason: `expected a date or an instant as a string, got ${inspect(value)}` };
	const ms = instantMs(value);
	if (ms === undefined) return { reason: `${inspect(value)} ${whyNoInstant(value)}` };
	if (ms > LAST_MS || ms < FIRST_MS) return { reason: `${inspect(value)} is outside the years 0001 to 9999` };
	return { value: new Date(ms).toISOString() };
}

/**
 * An instant of a response in UTC with milliseconds; `undefined` where the text is neither a date nor an instant.
 *
 * A zero date in another time zone than UTC is in the year 0: it counts as the first instant there is, so that
 * another token does not make a list unreadable.
 */
export function readInstant(text: string): string | undefined {
	const ms = instantMs(text);
	return ms === undefined ? undefined : new Date(Math.min(Math.max(ms, FIRST_MS), LAST_MS)).toISOString();
}

function instantMs(text: string): number | undefined {
	const instant = DAY.safeParse(text).success ? `${text}T00:00:00Z` : text;
	if (!INSTANT.safeParse(instant).success) return undefined;
	// Cut here: `Date.parse` reads fractions of more than nine digits wrongly.
	const ms = Date.parse(instant.replace(/(\.\d{3})\d+/, "$1"));
	return Number.isNaN(ms) ? undefined : ms;
}

const FIRST_MS = Date.parse("0001-01-01T00:00:00Z");
const LAST_MS = Date.parse("9999-12-31T23:59:59.999Z");

function whyNoInstant(text: string): string {
	if (/^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d{1,9})?)?$/.test(text))
		return "has no time zone; end it with `Z` or an offset, and write `T` before the time";
	if (/^\d{4}-\d\d-\d\d/.test(text)) return "is not a date of the calendar, or its time is malformed";
	return "is not a date (`2031-05-01`) or an instant (`2031-05-01T12:00:00Z`)";
}

/** Whether an instant has come: GitLab expires a token at that instant, not after it. */
export function hasPassed(instant: string, nowMs: number): boolean {
	return Date.parse(instant) <= nowMs;
}
