import { UNKNOWN } from "../view/unknown";
import { daysSchema, isLonger, isShorter } from "./days";
import { defineRule } from "./rule";

export const rotationWindow = defineRule({
	name: "rotation-window",
	description: "Tokens with `expiresIn` must be replaced some days before they expire.",
	level: "advisory",
	options: { minDays: 7 },
	schema: { minDays: daysSchema(7, "Minimum `rotateBefore`, in days") },
	check({ expiresIn, rotateBefore }, { minDays }) {
		if (expiresIn === undefined || expiresIn === UNKNOWN || rotateBefore === UNKNOWN) return undefined;
		if (rotateBefore === undefined)
			return `has no \`rotateBefore\`, so it expires before it is replaced; set \`rotateBefore\` to at least ${minDays} days`;
		return isShorter(rotateBefore, minDays)
			? `has a \`rotateBefore\` shorter than ${minDays} days, the minimum of this policy; increase it`
			: undefined;
	},
	remedy: ({ expiresIn }, { minDays }) =>
		typeof expiresIn === "string" && isLonger(expiresIn, minDays)
			? { rotateBefore: `${minDays}d` }
			: undefined,
});
