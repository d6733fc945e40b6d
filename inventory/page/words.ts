import type { Severity } from "./data";

/** Highest first. */
export const SEVERITIES: readonly Severity[] = ["high", "medium", "low", "info"];

const COUNT = new Intl.NumberFormat("en");
const MONTH = new Intl.DateTimeFormat("en", { month: "long", year: "numeric", timeZone: "UTC" });
const SHORT_MONTH = new Intl.DateTimeFormat("en", { month: "short", timeZone: "UTC" });

/** A number with thousands separators. */
export function counted(count: number): string {
	return COUNT.format(count);
}

/** A number with its noun: `1 token`, `2 tokens`. */
export function things(count: number, one: string, many = `${one}s`): string {
	return `${counted(count)} ${count === 1 ? one : many}`;
}

/** A percentage that is 100 only for all, and 0 only for none. */
export function percent(part: number, whole: number): string {
	if (whole === 0) return "–";
	const rounded = Math.round((100 * part) / whole);
	const kept = part > 0 && part < whole ? Math.min(99, Math.max(1, rounded)) : rounded;
	return `${kept} %`;
}

/** An instant as its day. */
export function day(instant: string): string {
	return instant.slice(0, 10);
}

/** An instant as day and minute, in UTC. */
export function minute(instant: string): string {
	return `${instant.slice(0, 10)} ${instant.slice(11, 16)} UTC`;
}

/** A month such as `2031-02`, in words. */
export function monthName(month: string): string {
	return MONTH.format(new Date(`${month}-01T00:00:00Z`));
}

/** The name of a month in three letters. */
export function shortMonth(month: string): string {
	return SHORT_MONTH.format(new Date(`${month}-01T00:00:00Z`));
}
