import type { DateFragments } from "./date-fragments";
import { zoneOffset } from "./zone-offset";

/**
 * `parse_ddd_cb` of Ruby's ext/date/date_parse.c: digits without separators, such as `20300101`,
 * `20300101T080000Z`, `300101`, `2030001` and `12`.
 */
export function readDigits([, sign = "", digits = "", time, fraction, zone]: RegExpExecArray): DateFragments {
	// Digits with a fraction and no time of their own end with the seconds.
	const date =
		time === undefined && fraction !== undefined ? fromTheEnd(sign, digits) : fromTheStart(sign, digits);
	const offset = zone === undefined ? undefined : offsetOf(zone);
	return {
		...date,
		...(time === undefined || time.length % 2 !== 0 ? {} : clock(time, fraction !== undefined)),
		...(fraction === undefined ? {} : { fraction }),
		...(offset === undefined ? {} : { offset }),
	};
}

function fromTheStart(sign: string, digits: string): DateFragments {
	const at = (start: number, length: number) => Number(digits.slice(start, start + length));
	const year = (length: number) => (sign === "-" ? -at(0, length) : at(0, length));
	switch (digits.length) {
		case 2:
			return { mday: at(0, 2) };
		case 3:
			return { yday: at(0, 3) };
		case 4:
			return { mon: at(0, 2), mday: at(2, 2) };
		case 5:
			return { year: year(2), yday: at(2, 3) };
		case 6:
			return { year: year(2), mon: at(2, 2), mday: at(4, 2) };
		case 7:
			return { year: year(4), yday: at(4, 3) };
		case 8:
		case 10:
		case 12:
		case 14:
			return {
				...{ year: year(4), mon: at(4, 2), mday: at(6, 2), fullYear: true },
				...(digits.length >= 10 ? { hour: at(8, 2) } : {}),
				...(digits.length >= 12 ? { min: at(10, 2) } : {}),
				...(digits.length >= 14 ? { sec: at(12, 2) } : {}),
			};
		default:
			return {};
	}
}

function fromTheEnd(sign: string, digits: string): DateFragments {
	const { length } = digits;
	if (length > 8 && length % 2 !== 0) return {};
	const at = (end: number, width: number) => Number(digits.slice(length - end, length - end + width));
	const year = (value: number) => (sign === "-" ? -value : value);
	const found: DateFragments = { sec: at(2, 2) };
	if (length === 3) found.min = at(3, 1);
	if (length >= 4) found.min = at(4, 2);
	if (length === 5) found.hour = at(5, 1);
	if (length >= 6) found.hour = at(6, 2);
	if (length === 7) found.mday = at(7, 1);
	if (length >= 8) found.mday = at(8, 2);
	if (length >= 10) found.mon = at(10, 2);
	if (length === 12) found.year = year(at(12, 2));
	if (length === 14) Object.assign(found, { year: year(at(14, 4)), fullYear: true });
	return found;
}

function clock(time: string, endsWithSeconds: boolean): DateFragments {
	const pairs = time.match(/\d\d/g)?.map(Number) ?? [];
	const [first, second, third] = endsWithSeconds ? pairs.reverse() : pairs;
	const found = endsWithSeconds
		? { sec: first, min: second, hour: third }
		: { hour: first, min: second, sec: third };
	return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
}

/** `[+9:JST]`, `[9]`: an offset in brackets, perhaps with a name. */
function offsetOf(zone: string): number | undefined {
	if (!zone.startsWith("[")) return zoneOffset(zone);
	const offset = zone.slice(1, -1).split(":")[0] ?? "";
	return zoneOffset(/^\d/.test(offset) ? `+${offset}` : offset);
}
