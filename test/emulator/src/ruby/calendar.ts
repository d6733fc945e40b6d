/**
 * The calendar of Ruby's `Date`: Julian up to 4 October 1582, Gregorian from the next day on, which is called
 * 15 October (`Date::ITALY`). Years count through zero. Days are counted from 1 January 1970.
 *
 * Neither `Date` nor luxon supports the Julian calendar, and both end in the year 275760.
 */

/** The first day that is Gregorian. */
const REFORM_DAY = daysFromCivil(1582, 10, 15, "gregorian");

/** Beyond what a database stores; numbers are not exact much further on. */
const FAR_YEAR = 1_000_000;

export type Calendar = "gregorian" | "julian";

export interface CivilDate {
	readonly year: number;
	readonly month: number;
	readonly day: number;
}

/** H. Hinnant's `days_from_civil`, in either calendar: years begin in March, so that a leap day is at the end. */
export function daysFromCivil(year: number, month: number, day: number, calendar: Calendar): number {
	const shifted = month <= 2 ? year - 1 : year;
	const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
	const leapDays = Math.floor(shifted / 4);
	if (calendar === "julian") return shifted * 365 + leapDays + dayOfYear - 719_470;
	return (
		shifted * 365 + leapDays - Math.floor(shifted / 100) + Math.floor(shifted / 400) + dayOfYear - 719_468
	);
}

/** The inverse of `daysFromCivil`. */
export function civilFromDays(days: number, calendar: Calendar): CivilDate {
	const [cycleYears, cycleDays, epoch] =
		calendar === "gregorian" ? [400, 146_097, 719_468] : [4, 1461, 719_470];
	const cycle = Math.floor((days + epoch) / cycleDays);
	const dayOfCycle = days + epoch - cycle * cycleDays;
	const yearOfCycle =
		calendar === "gregorian"
			? Math.floor(
					(dayOfCycle -
						Math.floor(dayOfCycle / 1460) +
						Math.floor(dayOfCycle / 36_524) -
						Math.floor(dayOfCycle / 146_096)) /
						365,
				)
			: Math.floor((dayOfCycle - Math.floor(dayOfCycle / 1460)) / 365);
	const leapDays =
		Math.floor(yearOfCycle / 4) - (calendar === "gregorian" ? Math.floor(yearOfCycle / 100) : 0);
	const dayOfYear = dayOfCycle - (365 * yearOfCycle + leapDays);
	const monthIndex = Math.floor((5 * dayOfYear + 2) / 153);
	const month = monthIndex < 10 ? monthIndex + 3 : monthIndex - 9;
	return {
		year: cycle * cycleYears + yearOfCycle + (month <= 2 ? 1 : 0),
		month,
		day: dayOfYear - Math.floor((153 * monthIndex + 2) / 5) + 1,
	};
}

/** The calendar in force on a day. */
function calendarOn(days: number): Calendar {
	return days < REFORM_DAY ? "julian" : "gregorian";
}

/** The date of a day, in the calendar in force. */
export function civilOn(days: number): CivilDate {
	return civilFromDays(days, calendarOn(days));
}

/** `Date.valid_civil?`: the day of a date, or `undefined` for one that there never was. */
export function validCivil(year: number, month: number, day: number): number | undefined {
	if (month < 1 || month > 12) return undefined;
	if (Math.abs(year) > FAR_YEAR) return farCivil(year, month, day);
	for (const calendar of ["gregorian", "julian"] as const) {
		const days = daysFromCivil(year, month, day, calendar);
		if (calendarOn(days) !== calendar) continue;
		const there = civilFromDays(days, calendar);
		if (there.year === year && there.month === month && there.day === day) return days;
	}
	return undefined;
}

/** Leap years come back after 400; so far away the day itself is only known to be far away. */
function farCivil(year: number, month: number, day: number): number | undefined {
	const near = Math.sign(year) * 4000 + (year % 400);
	const days = validCivil(near, month, day);
	return days === undefined ? undefined : days + (year - near) * 365.2425;
}

/** `Date.valid_ordinal?`: the n-th day of a year, which in 1582 has ten fewer. */
export function validOrdinal(year: number, dayOfYear: number): number | undefined {
	const first = validCivil(year, 1, 1);
	if (first === undefined || dayOfYear < 1) return undefined;
	const days = first + dayOfYear - 1;
	return civilOn(days).year === year ? days : undefined;
}

/** `Date.valid_commercial?`: day 1 to 7 of a week of ISO 8601. */
export function validCommercial(year: number, week: number, weekday: number): number | undefined {
	if (weekday < 1 || weekday > 7) return undefined;
	const days = mondayOfFirstWeek(year) + 7 * (week - 1) + weekday - 1;
	return week >= 1 && days < mondayOfFirstWeek(year + 1) ? days : undefined;
}

/** A day of the week before the first Sunday of a year, which may be short or missing (`%U` is 0). */
export function validFirstWeek(year: number, weekday: number): number | undefined {
	const seventh = validCivil(year, 1, 7) ?? Number.NaN;
	const days = seventh - weekdayOf(seventh) - 7 + weekday;
	return civilOn(days).year === year ? days : undefined;
}

function mondayOfFirstWeek(year: number): number {
	const fourth = validCivil(year, 1, 4) ?? Number.NaN;
	return fourth - ((weekdayOf(fourth) + 6) % 7);
}

/** 0 is Sunday. */
export function weekdayOf(days: number): number {
	return (((days + 4) % 7) + 7) % 7;
}

/** The year and the week of ISO 8601 that a day is in. */
export function commercialOn(days: number): { year: number; week: number } {
	const { year } = civilOn(days + 3 - ((weekdayOf(days) + 6) % 7));
	return { year, week: Math.floor((days - mondayOfFirstWeek(year)) / 7) + 1 };
}
