import { ZONES } from "./zones";

const BY_NAME = new Map(ZONES.flatMap(([offset, names]) => names.split(",").map((name) => [name, offset])));

/**
 * Seconds east of UTC of a zone by name or number (`date_zone_to_diff` of Ruby's ext/date/date_parse.c):
 * `+02:00`, `+0200`, `+2`, `-5.5`, `GMT+1`, `EST`, `PST DST`, `Eastern Standard Time`. `undefined` for a name
 * that Ruby does not know, which then counts as UTC.
 */
export function zoneOffset(zone: string): number | undefined {
	const name = zone.replace(/\s+/g, " ").trim().toLowerCase();
	const [, base = name, suffix] = /^(.*)( standard time| daylight time| dst)$/.exec(name) ?? [];
	const known = BY_NAME.get(base);
	if (known !== undefined) return suffix === undefined || suffix === " standard time" ? known : known + 3600;
	const number = /^(?:gmt|utc)?([-+])(\d*)(?::(\d*)(?::(\d*))?|[,.](\d*))?/.exec(base);
	if (number === null) return undefined;
	const [, sign, whole = "", minutes, seconds, fraction] = number;
	return (sign === "-" ? -1 : 1) * magnitude(whole, minutes, seconds, fraction);
}

function magnitude(whole: string, minutes?: string, seconds?: string, fraction?: string): number {
	if (minutes !== undefined) return Number(whole) * 3600 + Number(minutes) * 60 + Number(seconds ?? 0);
	if (fraction !== undefined) return Math.trunc(Number(whole) * 3600 + Number(`0.${fraction || 0}`) * 3600);
	if (whole.length < 2 || whole.length === 2) return Number(whole) * 3600;
	// The digits in pairs, of which the first may be a single one: `530`, `0530`, `053000`.
	const hourDigits = 2 - (whole.length % 2);
	const pair = (index: number) =>
		Number(whole.slice(hourDigits + 2 * index, hourDigits + 2 * index + 2) || 0);
	return Number(whole.slice(0, hourDigits)) * 3600 + pair(0) * 60 + pair(1);
}
