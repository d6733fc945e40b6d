import { parseDuration } from "../../../provider/api/duration";

export const DAY_MS = 86_400_000;

/** Whether a duration is longer than this many days. The provider's `check` has rejected invalid ones. */
export function isLonger(duration: string, days: number): boolean {
	return (parseDuration(duration) ?? 0) > days * DAY_MS;
}

/** Whether a duration is shorter than this many days. */
export function isShorter(duration: string, days: number): boolean {
	return (parseDuration(duration) ?? 0) < days * DAY_MS;
}

/** The schema of an option that is a number of days. */
export function daysSchema(defaultDays: number, description: string) {
	return { type: "integer", minimum: 1, default: defaultDays, description } as const;
}
