/**
 * What Ruby's `Date._parse` finds in a text: the pieces of a date that were named, nothing filled in.
 *
 * The recognisers and their order are those of Ruby's `ext/date/date_parse.c`: weekday, time, then the first date
 * form that fits; whatever is left over is ignored. Left out: Japanese eras, years B.C., zones in brackets.
 */
export interface DateFragments {
	year?: number;
	mon?: number;
	mday?: number;
	yday?: number;
	cwyear?: number;
	cweek?: number;
	cwday?: number;
	wday?: number;
	hour?: number;
	min?: number;
	sec?: number;
	/** Whole milliseconds of the fraction of a second. */
	ms?: number;
	zone?: string;
	/** Two-digit years are left as they are. */
	fullYear?: boolean;
}

const DAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const MONTH = MONTHS.join("|");
const NUMBER = "'?-?\\d+";
const ERA = "(?:c(?:e|\\.e\\.)|a(?:d|\\.d\\.))?";
const ZONE =
	"(?:gmt|utc?)?[-+]\\d+(?:[,.:]\\d+(?::\\d+)?)?|[a-z.\\s]+(?:standard|daylight)\\stime\\b|[a-z]+(?:\\sdst)?\\b";

const DAY = new RegExp(`\\b(${DAYS.join("|")})[^-/\\d\\s]*`, "i");
const TIME = new RegExp(
	"(\\d+)\\s*(?:(?::\\s*(\\d+)(?:\\s*:\\s*(\\d+)(?:[,.](\\d*))?)?|h(?:\\s*(\\d+)m?(?:\\s*(\\d+)s?)?)?)" +
		`(?:\\s*([ap])(?:m\\b|\\.m\\.))?|([ap])(?:m\\b|\\.m\\.))(?:\\s*(${ZONE}))?`,
	"i",
);
const DIGITS = /([-+]?)(\d{2,14})(?:\s*t?\s*(\d{2,6})?(?:[,.](\d*))?)?(z\b|[-+]\d{1,4}\b)?/i;

type Recogniser = readonly [pattern: RegExp, read: (match: RegExpExecArray) => DateFragments];

/** The forms of a date; the first that occurs anywhere in the text is taken. */
const FORMS: readonly Recogniser[] = [
	[
		new RegExp(
			`'?(\\d+)[^-\\d\\s]*\\s*(${MONTH})[^-\\d\\s']*(?:\\s*${ERA}\\s*(${NUMBER}(?:(?:st|nd|rd|th)\\b)?))?`,
			"i",
		),
		(m) => civil(m[3], monthOf(m[2]), m[1]),
	],
	[
		new RegExp(`\\b(${MONTH})[^-\\d\\s']*\\s*('?\\d+)[^-\\d\\s']*(?:\\s*,?\\s*${ERA}\\s*(${NUMBER}))?`, "i"),
		(m) => civil(m[3], monthOf(m[1]), m[2]),
	],
	[/('?[-+]?\d+)-(\d+)-('?-?\d+)/, (m) => civil(m[1], m[2], m[3])],
	[new RegExp(`(${NUMBER})-(${MONTH})[^-/.]*-(${NUMBER})`, "i"), (m) => civil(m[3], monthOf(m[2]), m[1])],
	[
		new RegExp(`\\b(${MONTH})[^-/.]*-('?\\d+)(?:-(${NUMBER}))?`, "i"),
		(m) => civil(m[3], monthOf(m[1]), m[2]),
	],
	[/('?-?\d+)\/\s*('?\d+)(?:\D\s*('?-?\d+))?/, (m) => civil(m[1], m[2], m[3])],
	[/('?-?\d+)\.\s*('?\d+)\.\s*('?-?\d+)/, (m) => civil(m[1], m[2], m[3])],
	[/\b(\d{2}|\d{4})?-?w(\d{2})(?:-?(\d))?\b/i, (m) => numbers({ cwyear: m[1], cweek: m[2], cwday: m[3] })],
	[/-w-(\d)\b/i, (m) => numbers({ cwday: m[1] })],
	[/--(\d{2})?-(\d{2})\b/, (m) => numbers({ mon: m[1], mday: m[2] })],
	[/--(\d{2})(\d{2})?\b/, (m) => numbers({ mon: m[1], mday: m[2] })],
	[/\b(?<![,.])(\d{2}|\d{4})-(\d{3})\b/, (m) => numbers({ year: m[1], yday: m[2] })],
	[/(?<!\d)-(\d{3})\b/, (m) => numbers({ yday: m[1] })],
	[/'(\d+)\b/, (m) => numbers({ year: m[1] })],
	[new RegExp(`\\b(${MONTH})\\S*`, "i"), (m) => numbers({ mon: monthOf(m[1]) })],
	[/(\d+)(?:st|nd|rd|th)\b/i, (m) => numbers({ mday: m[1] })],
	[DIGITS, readDigits],
];

/** The fragments of a text; empty when Ruby sees no date in it. */
export function parseDateFragments(text: string): DateFragments {
	let rest = text.replace(/[^-+',./:@\p{L}\p{N}[\]]+/gu, " ");
	const found: DateFragments = {};
	const take = (pattern: RegExp, read: (match: RegExpExecArray) => DateFragments): boolean => {
		const match = pattern.exec(rest);
		if (match === null) return false;
		Object.assign(found, read(match));
		rest = `${rest.slice(0, match.index)} ${rest.slice(match.index + match[0].length)}`;
		return true;
	};
	take(DAY, (m) => ({ wday: DAYS.indexOf((m[1] ?? "").toLowerCase()) }));
	take(TIME, readTime);
	FORMS.some(([pattern, read]) => take(pattern, read));
	const lone = /^\s*(\d{1,2})\s*$/.exec(rest)?.[1];
	if (lone !== undefined) {
		const value = Number(lone);
		if (found.hour !== undefined && found.mday === undefined && value >= 1 && value <= 31) found.mday = value;
		if (found.mday !== undefined && found.hour === undefined && value <= 24) found.hour = value;
	}
	return expandYear(found);
}

function expandYear(found: DateFragments): DateFragments {
	const expand = (year: number) => (year < 0 || year > 99 ? year : year + (year >= 69 ? 1900 : 2000));
	if (found.fullYear === true) return found;
	return {
		...found,
		...(found.year === undefined ? {} : { year: expand(found.year) }),
		...(found.cwyear === undefined ? {} : { cwyear: expand(found.cwyear) }),
	};
}

function readTime(match: RegExpExecArray): DateFragments {
	const [, hourText, min, sec, fraction, hMin, hSec, meridiem, loneMeridiem, zone] = match;
	const half = (meridiem ?? loneMeridiem)?.toLowerCase();
	let hour = Number(hourText);
	if (half !== undefined) hour = (hour % 12) + (half === "p" ? 12 : 0);
	return {
		hour,
		...numbers({ min: min ?? hMin, sec: sec ?? hSec }),
		...(fraction === undefined ? {} : { ms: milliseconds(fraction) }),
		...(zone === undefined ? {} : { zone }),
	};
}

/** Digits without separators: `20300101`, `20300101T080000Z`, `300101`, `2030001`, `12`. */
function readDigits(match: RegExpExecArray): DateFragments {
	const [, sign = "", digits = "", time, fraction, zone] = match;
	const at = (start: number, length: number) => digits.slice(start, start + length) || undefined;
	let date: DateFragments;
	switch (digits.length) {
		case 2:
			date = numbers({ mday: digits });
			break;
		case 3:
			date = numbers({ yday: digits });
			break;
		case 4:
			date = numbers({ mon: at(0, 2), mday: at(2, 2) });
			break;
		case 5:
			date = numbers({ year: `${sign}${at(0, 2)}`, yday: at(2, 3) });
			break;
		case 6:
			date = numbers({ year: `${sign}${at(0, 2)}`, mon: at(2, 2), mday: at(4, 2) });
			break;
		case 7:
			date = { ...numbers({ year: `${sign}${at(0, 4)}`, yday: at(4, 3) }), fullYear: true };
			break;
		case 8:
		case 10:
		case 12:
		case 14:
			date = numbers({ year: `${sign}${at(0, 4)}`, mon: at(4, 2), mday: at(6, 2) });
			date = { ...date, ...numbers({ hour: at(8, 2), min: at(10, 2), sec: at(12, 2) }), fullYear: true };
			break;
		default:
			date = {};
	}
	return {
		...date,
		...(time === undefined
			? {}
			: numbers({
					hour: time.slice(0, 2),
					min: time.slice(2, 4) || undefined,
					sec: time.slice(4, 6) || undefined,
				})),
		...(fraction === undefined ? {} : { ms: milliseconds(fraction) }),
		...(zone === undefined ? {} : { zone }),
	};
}

/** Ruby's `s3e`: finds out which of three numbers is the year, by its length or an apostrophe. */
function civil(
	first: string | undefined,
	second: string | undefined,
	third: string | undefined,
): DateFragments {
	let [year, mon, mday] = [first, second, third];
	const yearLike = (part: string) => part.startsWith("'") || part.length > 2;
	if (year !== undefined && mon !== undefined && mday === undefined)
		[year, mon, mday] = [undefined, year, mon];
	if (year === undefined && mday !== undefined && yearLike(mday)) [year, mday] = [mday, undefined];
	// `1 Jan 3rd`: an ordinal is the day, whatever stands in its place.
	if (year !== undefined && !/^['+-]*\d+$/.test(year)) [year, mday] = [mday, /\d+/.exec(year)?.[0]];
	if (mon !== undefined && yearLike(mon)) [year, mon, mday] = [mon, mday, year];
	if (mday !== undefined && yearLike(mday)) [year, mday] = [mday, year];
	const fragments = numbers({ year: year?.replaceAll("'", ""), mon: strip(mon), mday: strip(mday) });
	return year !== undefined && (/[-+]/.test(year) || year.replace(/\D/g, "").length > 2)
		? { ...fragments, fullYear: true }
		: fragments;
}

function strip(part: string | undefined): string | undefined {
	return part === undefined ? undefined : /\d+/.exec(part)?.[0];
}

function monthOf(name: string | undefined): string {
	return String(MONTHS.indexOf((name ?? "").slice(0, 3).toLowerCase()) + 1);
}

/** Ruby keeps the exact fraction; what is stored is cut to milliseconds, not rounded. */
function milliseconds(fraction: string): number {
	return Number(fraction.slice(0, 3).padEnd(3, "0"));
}

function numbers(parts: { [Key in keyof DateFragments]: string | undefined }): DateFragments {
	const present = Object.entries(parts).filter((entry): entry is [string, string] => entry[1] !== undefined);
	return Object.fromEntries(present.map(([key, value]) => [key, Number(value)]));
}
