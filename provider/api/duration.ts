const MS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;

const SHORT = /^(\d{1,9})(s|m|h|d|w)$/;
const ISO = /^P(?:(\d{1,9})W)?(?:(\d{1,9})D)?(?:T(?=\d)(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9})S)?)?$/;

/** How a duration is written, for error messages. */
export const DURATION_SHAPE =
	"a whole number with s, m, h, d or w (`90d`, `12h`), or an ISO 8601 duration of weeks, days, hours, minutes and seconds (`P90D`, `PT12H`)";

/**
 * Milliseconds of a duration, or `undefined` if the text is not one.
 *
 * Shape: `90d`, `12h`, `30m`, `45s`, `2w`, or ISO 8601 (`P90D`, `P1DT12H`). A day is 24 hours. Months and years are
 * refused: they have no fixed length. Zero is refused.
 */
export function parseDuration(text: string): number | undefined {
	const short = SHORT.exec(text);
	if (short) return positive(Number(short[1]) * MS[short[2] as keyof typeof MS]);
	const iso = ISO.exec(text);
	if (!iso) return undefined;
	const [weeks, days, hours, minutes, seconds] = iso.slice(1).map((part) => Number(part ?? 0)) as Parts;
	return positive(weeks * MS.w + days * MS.d + hours * MS.h + minutes * MS.m + seconds * MS.s);
}

/** As many components as {@link ISO} captures. */
type Parts = [number, number, number, number, number];

function positive(ms: number): number | undefined {
	return ms > 0 ? ms : undefined;
}
