import type { DateFragments } from "./date-fragments";

/**
 * `s3e` of Ruby's ext/date/date_parse.c: finds out which of three numbers is the year, by its length, by an
 * apostrophe, or by what follows it (`1 Jan 3rd`: an ordinal is the day).
 */
export function yearMonthDay(
	first: string | undefined,
	second: string | undefined,
	third: string | undefined,
	bc = false,
): DateFragments {
	let [y, m, d] = [first, second, third];
	if (y !== undefined && m !== undefined && d === undefined) [y, m, d] = [d, y, m];
	if (y === undefined && d !== undefined && (d.length > 2 || d.startsWith("'"))) [y, d] = [d, undefined];
	const ordinal = y === undefined ? null : /[-+\d].*/s.exec(y);
	if (ordinal !== null) {
		const number = /^[-+]?\d*/.exec(ordinal[0])?.[0] ?? "";
		if (number.length < ordinal[0].length) [y, d] = [d, number];
	}
	if (m !== undefined && isYear(m)) [y, m, d] = [m, d, y];
	if (d !== undefined && isYear(d)) [y, d] = [d, y];

	const year = y === undefined ? undefined : /[-+]?\d+/.exec(y)?.[0];
	const mon = m === undefined ? undefined : /\d+/.exec(m)?.[0];
	const mday = d === undefined ? undefined : /\d+/.exec(d)?.[0];
	return {
		...(year === undefined ? {} : { year: Number(year) }),
		...(year !== undefined && (/^[-+]/.test(year) || year.length > 2) ? { fullYear: true } : {}),
		...(mon === undefined ? {} : { mon: Number(mon) }),
		...(mday === undefined ? {} : { mday: Number(mday) }),
		...(bc ? { bc } : {}),
	};
}

function isYear(part: string): boolean {
	return part.startsWith("'") || part.length > 2;
}
