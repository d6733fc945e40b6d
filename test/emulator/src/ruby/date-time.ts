import {
	civilOn,
	commercialOn,
	daysFromCivil,
	validCivil,
	validCommercial,
	validFirstWeek,
	validOrdinal,
	weekdayOf,
} from "./calendar";
import { type DateFragments, parseDateFragments } from "./date-fragments";

const DAY_SECONDS = 86_400;

/**
 * Epoch milliseconds of what `DateTime.parse` makes of a text, as Rails then stores it; `undefined` where it
 * raises. Milliseconds have a fraction, down to the microseconds of the database.
 *
 * Lenient as Ruby is: `1 Jan 2030`, `20300101`, `12` (that day of this month) and `2030-01-01foo` are dates.
 *
 * @param nowMs Fills in what the text leaves open, by the date in UTC.
 */
export function parseRubyDateTime(text: string, nowMs: number): number | undefined {
	const found = parseDateFragments(text);
	const today = Math.floor(nowMs / 1000 / DAY_SECONDS);
	const whole = found.yday === undefined && isWhole(found);
	const days = whole ? validCivil(found.year ?? 0, found.mon ?? 0, found.mday ?? 0) : dayOf(found, today);
	if (days === undefined) return undefined;
	const seconds = secondsOf(found, whole);
	if (seconds === undefined) return undefined;
	const offset = found.offset ?? 0;
	// An offset of a day and more is dropped (date 3.5; date 3.2 kept the one of a day).
	const inUtc = seconds - (Math.abs(offset) >= DAY_SECONDS ? 0 : offset);
	return asStored(days + Math.floor(inUtc / DAY_SECONDS), modulo(inUtc, DAY_SECONDS), found.fraction);
}

/** Both year, month and day are named, so that nothing is filled in. */
function isWhole({ year, mon, mday }: DateFragments): boolean {
	return year !== undefined && mon !== undefined && mday !== undefined;
}

/** `c_valid_time_p`. A leap second is read as the second before it. */
function secondsOf({ hour = 0, min = 0, sec = 0 }: DateFragments, whole: boolean): number | undefined {
	const second = sec === 60 || (!whole && sec > 59) ? 59 : sec;
	const pastMidnight = hour === 24 && (min > 0 || second > 0);
	if (hour > 24 || min > 59 || second > 59 || pastMidnight) return undefined;
	return (hour * 60 + min) * 60 + second;
}

/**
 * `DateTime#utc` of ActiveSupport writes down year, month and day and reads them in the Gregorian calendar, even
 * where Ruby meant the Julian one.
 */
function asStored(days: number, seconds: number, fraction = ""): number {
	const { year, month, day } = civilOn(days);
	const micros = Number(fraction.slice(0, 6).padEnd(6, "0"));
	return (daysFromCivil(year, month, day, "gregorian") * DAY_SECONDS + seconds) * 1000 + micros / 1000;
}

/**
 * `rt_complete_frags` and `rt__valid_date_frags_p` of Ruby's ext/date/date_core.c: the calendar that most
 * fragments fit, with missing parts from today, else the first.
 */
function dayOf(found: DateFragments, today: number): number | undefined {
	const completed = complete(found, today);
	const { year, yday, mon, mday, cwyear, cweek, cwday, wday, week } = completed;
	if (completed.day !== undefined) return completed.day;
	if (yday !== undefined && year !== undefined) {
		const days = validOrdinal(year, yday);
		if (days !== undefined) return days;
	}
	if (year !== undefined && mon !== undefined && mday !== undefined) {
		const days = validCivil(year, mon, mday);
		if (days !== undefined) return days;
	}
	const weekday = cwday ?? (wday === 0 ? 7 : wday);
	if (cwyear !== undefined && cweek !== undefined && weekday !== undefined)
		return validCommercial(cwyear, cweek, weekday);
	if (year !== undefined && week !== undefined && wday !== undefined) return validFirstWeek(year, wday);
	return undefined;
}

type Completed = DateFragments & {
	/** The day itself, where it does not follow from the fragments. */
	readonly day?: number;
	/** The week of the year, counted from the first Sunday. */
	readonly week?: number;
};

function complete(found: DateFragments, today: number): Completed {
	const count = (...keys: (keyof DateFragments)[]) => keys.filter((key) => found[key] !== undefined).length;
	const time = count("hour", "min", "sec");
	const { year, month } = civilOn(today);
	const current = commercialOn(today);
	/** How many parts a kind has in all, how many of them are there, and what completes it. */
	const kinds: readonly [size: number, there: number, fill: () => Completed][] = [
		[3, time, () => ({ ...found, day: today })],
		[5, count("year", "yday") + time, () => ({ year, yday: 1, ...found })],
		[
			6,
			count("year", "mon", "mday") + time,
			() => ({ year, mon: found.year === undefined ? month : 1, mday: 1, ...found }),
		],
		[
			6,
			count("cwyear", "cweek", "cwday") + time,
			() => ({
				cwyear: current.year,
				cweek: found.cwyear === undefined ? current.week : 1,
				cwday: 1,
				...found,
			}),
		],
		[4, count("wday") + time, () => ({ ...found, day: today - weekdayOf(today) + (found.wday ?? 0) })],
		[6, count("year", "wday") + time, () => ({ ...found, week: 0 })],
		[6, count("cwyear", "cweek", "wday") + time, () => found],
	];
	const [size, there, fill] = kinds.reduce((best, next) => (next[1] > best[1] ? next : best));
	if (there === 0) return found;
	// A kind that has all its parts is not completed, even where no day follows: a weekday with a whole time.
	return there === size && size !== 3 ? found : fill();
}

function modulo(value: number, by: number): number {
	return ((value % by) + by) % by;
}
