import { DateTime, type WeekdayNumbers } from "luxon";
import { type DateFragments, parseDateFragments } from "./ruby-date-fragments";

/** The zone names that people write; Ruby knows some three hundred. An unknown name counts as UTC. */
const ZONE_HOURS: Readonly<Record<string, number>> = {
	utc: 0,
	gmt: 0,
	z: 0,
	wet: 0,
	west: 1,
	bst: 1,
	cet: 1,
	cest: 2,
	eet: 2,
	eest: 3,
	msk: 3,
	ist: 5.5,
	jst: 9,
	est: -5,
	edt: -4,
	cst: -6,
	cdt: -5,
	mst: -7,
	mdt: -6,
	pst: -8,
	pdt: -7,
};

/**
 * Epoch milliseconds of what `DateTime.parse` makes of a text, or `undefined` where it raises.
 *
 * Lenient as Ruby is: `1 Jan 2030`, `20300101`, `12` (that day of this month) and `2030-01-01foo` are dates.
 *
 * @param nowMs Fills in what the text leaves open, by the date in UTC.
 */
export function parseRubyDateTime(text: string, nowMs: number): number | undefined {
	const fragments = parseDateFragments(text);
	const midnightMs = completeDate(fragments, DateTime.fromMillis(nowMs, { zone: "utc" }));
	if (midnightMs === undefined) return undefined;
	const { hour = 0, min = 0, sec = 0, ms = 0 } = fragments;
	const pastMidnight = hour === 24 && (min > 0 || sec > 0);
	if (hour > 24 || min > 59 || sec > 60 || pastMidnight) return undefined;
	// A leap second is read as the second before it.
	const timeMs = ((hour * 60 + min) * 60 + Math.min(sec, 59)) * 1000 + ms;
	const instantMs = midnightMs + timeMs - offsetMs(fragments.zone);
	return Number.isNaN(new Date(instantMs).getTime()) ? undefined : instantMs;
}

/** Ruby's `rt_complete_frags`: the calendar that most fragments fit, missing parts from today, else the first. */
function completeDate(found: DateFragments, today: DateTime): number | undefined {
	const has = (...keys: (keyof DateFragments)[]) => keys.filter((key) => found[key] !== undefined).length;
	const time = has("hour", "min", "sec");
	const ranked = (
		[
			["time", 0],
			["ordinal", has("year", "yday")],
			["civil", has("year", "mon", "mday")],
			["commercial", has("cwyear", "cweek", "cwday")],
			["wday", has("wday")],
		] as const
	).reduce((best, next) => (next[1] > best[1] ? next : best));
	switch (ranked[0]) {
		case "time":
			return time === 0 ? undefined : today.startOf("day").toMillis();
		case "ordinal":
			return fromParts({ year: found.year ?? today.year, ordinal: found.yday ?? 1 });
		case "civil":
			return fromParts({
				year: found.year ?? today.year,
				month: found.mon ?? (found.year === undefined ? today.month : 1),
				day: found.mday ?? 1,
			});
		case "commercial":
			return fromParts({
				weekYear: found.cwyear ?? today.weekYear,
				weekNumber: found.cweek ?? (found.cwyear === undefined ? today.weekNumber : 1),
				weekday: (found.cwday ?? 1) as WeekdayNumbers,
			});
		case "wday": {
			const sunday = today.startOf("day").minus({ days: today.weekday % 7 });
			return sunday.plus({ days: found.wday ?? 0 }).toMillis();
		}
	}
}

function fromParts(parts: Parameters<typeof DateTime.fromObject>[0]): number | undefined {
	const date = DateTime.fromObject(parts, { zone: "utc" });
	return date.isValid ? date.toMillis() : undefined;
}

/** `+02:00`, `+0200`, `+2`, `-5.5`, `GMT+1`, `EST`, `PST DST`. */
function offsetMs(zone: string | undefined): number {
	if (zone === undefined) return 0;
	const name = zone.toLowerCase().replace(/^(?:gmt|utc?)(?=[-+])/, "");
	const numeric = /^([-+])(\d+)(?:([:,.])(\d+)(?::(\d+))?)?$/.exec(name);
	if (numeric === null) return namedOffsetMs(name);
	const [, sign, whole = "", separator, part = "0", seconds = "0"] = numeric;
	let hours: number;
	if (separator === ":") hours = Number(whole) + Number(part) / 60 + Number(seconds) / 3600;
	else if (separator !== undefined) hours = Number(`${whole}.${part}`);
	else if (whole.length <= 2) hours = Number(whole);
	else hours = Number(whole.slice(0, -2)) + Number(whole.slice(-2)) / 60;
	return (sign === "-" ? -1 : 1) * Math.round(hours * 3600) * 1000;
}

function namedOffsetMs(name: string): number {
	const [abbreviation = "", suffix] = name.trim().split(/\s+/);
	const hours = ZONE_HOURS[abbreviation] ?? 0;
	return (hours + (suffix === "dst" ? 1 : 0)) * 3_600_000;
}
