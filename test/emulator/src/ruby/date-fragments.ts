import { readDigits } from "./date-digits";
import { yearMonthDay } from "./date-year-month-day";
import { zoneOffset } from "./zone-offset";

/** What Ruby's `Date._parse` finds in a text: the pieces of a date that were named, nothing filled in. */
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
	/** The digits of the fraction of a second. */
	fraction?: string;
	/** The offset of the zone, in seconds, if Ruby recognises the zone. */
	offset?: number;
	/** Whether the year is left as it is; else 0 to 99 are of this century or the last. */
	fullYear?: boolean;
	/** Years before the common era. */
	bc?: boolean;
}

const DAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const MONTH = MONTHS.join("|");
const ERA = "(c(?:e|\\.e\\.)|b(?:ce|\\.c\\.e\\.)|a(?:d|\\.d\\.)|b(?:c|\\.c\\.))?";
const ZONE =
	"(?:gmt|utc?)?[-+]\\d+(?:[,.:]\\d+(?::\\d+)?)?|[a-z.\\s]+(?:standard|daylight)\\stime\\b|[a-z]+(?:\\sdst)?\\b";

const WORD = "[\\p{L}\\p{M}\\p{Nd}_]";
const BOUNDARY = `(?:(?<=${WORD})(?!${WORD})|(?<!${WORD})(?=${WORD}))`;

/** A pattern in which `\b` is the edge of a word of any script, as in Ruby. */
function ruby(pattern: RegExp | string): RegExp {
	const source = typeof pattern === "string" ? pattern : pattern.source;
	return new RegExp(source.replaceAll("\\b", BOUNDARY), "iu");
}

const DAY = ruby(`\\b(${DAYS.join("|")})[^-/\\d\\s]*`);
const TIME = ruby(
	"((?:\\d+\\s*:\\s*\\d+(?:\\s*:\\s*\\d+(?:[,.]\\d*)?)?|\\d+\\s*h(?:\\s*\\d+m?(?:\\s*\\d+s?)?)?)" +
		`(?:\\s*[ap](?:m\\b|\\.m\\.))?|\\d+\\s*[ap](?:m\\b|\\.m\\.))(?:\\s*(${ZONE}))?`,
);
const CLOCK = ruby(
	/^(\d+)h?(?:\s*:?\s*(\d+)m?(?:\s*:?\s*(\d+)(?:[,.](\d+))?s?)?)?(?:\s*([ap])(?:m\b|\.m\.))?/,
);
/** The first years of Meiji, Taishō, Shōwa and Heisei, less one. */
const ERAS: Readonly<Record<string, number>> = { m: 1867, t: 1911, s: 1925, h: 1988 };

type Recogniser = readonly [
	pattern: RegExp,
	read: (match: RegExpExecArray) => DateFragments,
	unless?: RegExp,
];

/** The forms of a date, in the order of `date__parse`; the first that occurs anywhere in the text is taken. */
const FORMS: readonly Recogniser[] = [
	[
		ruby(`('?\\d+)[^-\\d\\s]*\\s*(${MONTH})[^-\\d\\s']*(?:\\s*${ERA}\\s*('?-?\\d+(?:(?:st|nd|rd|th)\\b)?))?`),
		(m) => yearMonthDay(m[4], monthOf(m[2]), m[1], isBefore(m[3])),
	],
	[
		ruby(`\\b(${MONTH})[^-\\d\\s']*\\s*('?\\d+)[^-\\d\\s']*(?:\\s*,?\\s*${ERA}\\s*('?-?\\d+))?`),
		(m) => yearMonthDay(m[4], monthOf(m[1]), m[2], isBefore(m[3])),
	],
	[ruby(/('?[-+]?\d+)-(\d+)-('?-?\d+)/), (m) => yearMonthDay(m[1], m[2], m[3])],
	[
		ruby(/\b([mtsh])(\d+)\.(\d+)\.(\d+)/),
		(m) => ({
			...numbers({ mon: m[3], mday: m[4] }),
			year: Number(m[2]) + (ERAS[(m[1] ?? "").toLowerCase()] ?? 0),
		}),
	],
	[ruby(`('?-?\\d+)-(${MONTH})[^-/.]*-('?-?\\d+)`), (m) => yearMonthDay(m[3], monthOf(m[2]), m[1])],
	[ruby(`\\b(${MONTH})[^-/.]*-('?-?\\d+)(?:-('?-?\\d+))?`), (m) => yearMonthDay(m[3], monthOf(m[1]), m[2])],
	[ruby(/('?-?\d+)\/\s*('?\d+)(?:\D\s*('?-?\d+))?/), (m) => yearMonthDay(m[1], m[2], m[3])],
	[ruby(/('?-?\d+)\.\s*('?\d+)\.\s*('?-?\d+)/), (m) => yearMonthDay(m[1], m[2], m[3])],
	[
		ruby(/\b(\d{2}|\d{4})?-?w(\d{2})(?:-?(\d))?\b/),
		(m) => numbers({ cwyear: m[1], cweek: m[2], cwday: m[3] }),
	],
	[ruby(/-w-(\d)\b/), (m) => numbers({ cwday: m[1] })],
	[ruby(/--(\d{2})?-(\d{2})\b/), (m) => numbers({ mon: m[1], mday: m[2] })],
	[ruby(/--(\d{2})(\d{2})?\b/), (m) => numbers({ mon: m[1], mday: m[2] })],
	[
		ruby(/\b(\d{2}|\d{4})-(\d{3})\b/),
		(m) => numbers({ year: m[1], yday: m[2] }),
		ruby(/[,.](\d{2}|\d{4})-\d{3}\b/),
	],
	[ruby(/\b-(\d{3})\b/), (m) => numbers({ yday: m[1] }), ruby(/\d-\d{3}\b/)],
	[ruby(/'(\d+)\b/), (m) => numbers({ year: m[1] })],
	[ruby(`\\b(${MONTH})\\S*`), (m) => numbers({ mon: monthOf(m[1]) })],
	[ruby(/(\d+)(?:st|nd|rd|th)\b/), (m) => numbers({ mday: m[1] })],
	[
		ruby(
			/([-+]?)(\d{2,14})(?:\s*t?\s*(\d{2,6})?(?:[,.](\d*))?)?(?:\s*(z\b|[-+]\d{1,4}\b|\[[-+]?\d[^\]]*\]))?/,
		),
		readDigits,
	],
];
const BEFORE_CHRIST: Recogniser = [ruby(/\b(bc\b|bce\b|b\.c\.|b\.c\.e\.)/), () => ({ bc: true })];

/**
 * `date__parse` of Ruby's date 3.5 (ext/date/date_parse.c): weekday, time, then the first date form that fits;
 * whatever is left over is ignored.
 */
export function parseDateFragments(text: string): DateFragments {
	let rest = text.replace(/[^-+',./:@\p{L}\p{M}\p{Nd}[\]]+/gu, " ");
	const found: DateFragments = {};
	const take = ([pattern, read, unless]: Recogniser): boolean => {
		if (unless?.test(rest) === true) return false;
		const match = pattern.exec(rest);
		if (match === null) return false;
		Object.assign(found, read(match));
		rest = `${rest.slice(0, match.index)} ${rest.slice(match.index + match[0].length)}`;
		return true;
	};
	take([DAY, (m) => ({ wday: DAYS.indexOf((m[1] ?? "").toLowerCase()) })]);
	take([TIME, readTime]);
	FORMS.some(take);
	take(BEFORE_CHRIST);
	readLoneNumber(rest, found);
	return withWholeYears(found);
}

/** A number of one or two digits that is left at the end is the day or the hour, if that is missing. */
function readLoneNumber(rest: string, found: DateFragments): void {
	const lone = /^\s*(\d{1,2})\s*$/.exec(rest)?.[1];
	if (lone === undefined) return;
	const value = Number(lone);
	if (found.hour !== undefined && found.mday === undefined && value >= 1 && value <= 31) found.mday = value;
	if (found.mday !== undefined && found.hour === undefined && value <= 24) found.hour = value;
}

function withWholeYears(found: DateFragments): DateFragments {
	const era = (year: number) => (found.bc === true ? 1 - year : year);
	const century = (year: number) =>
		found.fullYear === true || year < 0 || year > 99 ? year : year + (year >= 69 ? 1900 : 2000);
	return {
		...found,
		...(found.year === undefined ? {} : { year: century(era(found.year)) }),
		...(found.cwyear === undefined ? {} : { cwyear: century(era(found.cwyear)) }),
	};
}

function readTime([, clock = "", zone]: RegExpExecArray): DateFragments {
	const [, hourText, min, sec, fraction, half] = CLOCK.exec(clock) ?? [];
	const hour = Number(hourText);
	const offset = zone === undefined ? undefined : zoneOffset(zone);
	return {
		hour: half === undefined ? hour : (hour % 12) + (half.toLowerCase() === "p" ? 12 : 0),
		...numbers({ min, sec }),
		...(fraction === undefined ? {} : { fraction }),
		...(offset === undefined ? {} : { offset }),
	};
}

function isBefore(era: string | undefined): boolean {
	return era !== undefined && /^b/i.test(era);
}

function monthOf(name: string | undefined): string {
	return String(MONTHS.indexOf((name ?? "").slice(0, 3).toLowerCase()) + 1);
}

function numbers(parts: { [Key in keyof DateFragments]: string | undefined }): DateFragments {
	const present = Object.entries(parts).filter((entry): entry is [string, string] => entry[1] !== undefined);
	return Object.fromEntries(present.map(([key, value]) => [key, Number(value)]));
}
