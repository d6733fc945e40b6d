import { DateTime } from "luxon";

const ISO_DATE = /^\d{4}-\d{2}-\d{2}$/;
const ISO_INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})$/;

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

/** An instant as Rails renders it: three fraction digits, `Z` or the offset of the instance's time zone. */
export function renderInstant(instantMs: number, timeZone: string): string {
	const rendered =
		timeZone === "UTC"
			? new Date(instantMs).toISOString()
			: (DateTime.fromMillis(instantMs, { zone: timeZone }).toISO() ?? "");
	// JavaScript marks years of five digits, Ruby does not.
	return rendered.replace(/^\+0*/, "");
}
