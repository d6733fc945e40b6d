import { IANAZone } from "luxon";
import { civilFromDays, daysFromCivil } from "../ruby/calendar";

const ISO_DATE = /^\d{4}-\d{2}-\d{2}$/;
const ISO_INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})$/;
const DAY_MS = 86_400_000;
/** The last instant that `Date`, and with it every table of zones, can name. */
const LAST_DATE_MS = 8.64e15;

/**
 * Epoch milliseconds of an ISO 8601 date (its midnight UTC) or instant, or `undefined` for anything else.
 *
 * The strict form, for fixtures and the control interface; the API itself reads what Ruby reads.
 */
export function parseInstant(text: string): number | undefined {
	if (!ISO_DATE.test(text) && !ISO_INSTANT.test(text)) return undefined;
	const day = text.slice(0, 10);
	const midnight = new Date(`${day}T00:00:00Z`);
	// `Date` rolls 30 February over into March.
	if (Number.isNaN(midnight.getTime()) || midnight.toISOString().slice(0, 10) !== day) return undefined;
	const instantMs = Date.parse(text);
	return Number.isNaN(instantMs) ? undefined : instantMs;
}

/** Whether PostgreSQL's `timestamp` holds an instant: from 24 November 4714 B.C. to the end of 294276. */
export function isStorable(instantMs: number): boolean {
	const first = daysFromCivil(-4713, 11, 24, "gregorian") * DAY_MS;
	return instantMs >= first && instantMs < daysFromCivil(294_277, 1, 1, "gregorian") * DAY_MS;
}

/**
 * An instant as Rails renders it: three fraction digits, `Z` or the offset of the instance's time zone.
 *
 * `Date#toISOString` ends in the year 275760, and gives a year before 1 or after 9999 six digits and a sign.
 */
export function renderInstant(instantMs: number, timeZone: string): string {
	const zone = timeZone === "UTC" ? undefined : IANAZone.create(timeZone);
	const inRange = Math.min(Math.max(instantMs, -LAST_DATE_MS), LAST_DATE_MS);
	const offset = zone === undefined ? 0 : Math.trunc(zone.offset(inRange));
	const localMs = Math.floor(instantMs) + offset * 60_000;
	const days = Math.floor(localMs / DAY_MS);
	const { year, month, day } = civilFromDays(days, "gregorian");
	const time = new Date(localMs - days * DAY_MS).toISOString().slice(11, 23);
	const shownYear = year < 0 ? `-${pad(-year, 4)}` : pad(year, 4);
	return `${shownYear}-${pad(month, 2)}-${pad(day, 2)}T${time}${zone === undefined ? "Z" : renderOffset(offset)}`;
}

function renderOffset(minutes: number): string {
	const size = Math.abs(minutes);
	return `${minutes < 0 ? "-" : "+"}${pad(Math.floor(size / 60), 2)}:${pad(size % 60, 2)}`;
}

function pad(value: number, width: number): string {
	return String(value).padStart(width, "0");
}
