import { UNKNOWN } from "../view/unknown";
import { DAY_MS, daysSchema, isLonger } from "./days";
import { defineRule } from "./rule";

export const expiry = defineRule({
	name: "expiry",
	description: "Tokens must expire, within a maximum lifetime.",
	level: "mandatory",
	options: { maxDays: 365 },
	schema: { maxDays: daysSchema(365, "Maximum lifetime, in days") },
	check({ expiresAt, expiresIn }, { maxDays }, { nowMs }) {
		if (expiresAt === UNKNOWN || expiresIn === UNKNOWN) return undefined;
		if (expiresIn !== undefined)
			return isLonger(expiresIn, maxDays)
				? `has an \`expiresIn\` longer than ${maxDays} days, the maximum of this policy; shorten it`
				: undefined;
		if (expiresAt === undefined) return `never expires; set \`expiresIn\` to at most ${maxDays} days`;
		return Date.parse(expiresAt) > nowMs + maxDays * DAY_MS
			? `has an \`expiresAt\` more than ${maxDays} days away, the maximum of this policy; set an earlier one`
			: undefined;
	},
	// A declared date is deliberate, so only a lifetime is shortened.
	remedy: ({ expiresAt, rotateBefore }, { maxDays }) =>
		expiresAt === undefined && isWithin(rotateBefore, maxDays) ? { expiresIn: `${maxDays}d` } : undefined,
});

/** Whether this `rotateBefore` is shorter than a lifetime of `maxDays`. */
function isWithin(rotateBefore: string | undefined | typeof UNKNOWN, maxDays: number): boolean {
	if (rotateBefore === UNKNOWN) return false;
	return rotateBefore === undefined || !isLonger(rotateBefore, maxDays - 1);
}
