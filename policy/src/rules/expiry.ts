import { UNKNOWN } from "../view/unknown";
import { DAY_MS, daysSchema, isLonger } from "./days";
import { defineRule } from "./rule";

export const expiry = defineRule({
	name: "expiry",
	description: "Every token expires, within a limit.",
	level: "mandatory",
	options: { maxDays: 365 },
	schema: { maxDays: daysSchema(365, "The longest lifetime, in days") },
	check({ expiresAt, expiresIn }, { maxDays }, { nowMs }) {
		if (expiresAt === UNKNOWN || expiresIn === UNKNOWN) return undefined;
		if (expiresIn !== undefined)
			return isLonger(expiresIn, maxDays) ? `has an \`expiresIn\` longer than ${maxDays} days` : undefined;
		if (expiresAt === undefined) return `never expires; declare \`expiresIn\`, at most ${maxDays} days`;
		return Date.parse(expiresAt) > nowMs + maxDays * DAY_MS
			? `has an \`expiresAt\` more than ${maxDays} days away`
			: undefined;
	},
	// A date is a deliberate choice; a lifetime is a limit.
	remedy: ({ expiresAt, rotateBefore }, { maxDays }) =>
		expiresAt === undefined && isWithin(rotateBefore, maxDays) ? { expiresIn: `${maxDays}d` } : undefined,
});

/** Whether a token that lives this many days can have this window. */
function isWithin(rotateBefore: string | undefined | typeof UNKNOWN, maxDays: number): boolean {
	if (rotateBefore === UNKNOWN) return false;
	return rotateBefore === undefined || !isLonger(rotateBefore, maxDays - 1);
}
