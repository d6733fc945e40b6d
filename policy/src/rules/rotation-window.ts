import { UNKNOWN } from "../view/unknown";
import { daysSchema, isLonger, isShorter } from "./days";
import { defineRule } from "./rule";

export const rotationWindow = defineRule({
	name: "rotation-window",
	description: "A token with a lifetime is replaced some days before it expires.",
	level: "advisory",
	options: { minDays: 7 },
	schema: { minDays: daysSchema(7, "The shortest window, in days") },
	check({ expiresIn, rotateBefore }, { minDays }) {
		if (expiresIn === undefined || expiresIn === UNKNOWN || rotateBefore === UNKNOWN) return undefined;
		if (rotateBefore === undefined)
			return `has no \`rotateBefore\`, so it expires before it is replaced; declare at least ${minDays} days`;
		return isShorter(rotateBefore, minDays)
			? `has a \`rotateBefore\` shorter than ${minDays} days`
			: undefined;
	},
	remedy: ({ expiresIn }, { minDays }) =>
		typeof expiresIn === "string" && isLonger(expiresIn, minDays)
			? { rotateBefore: `${minDays}d` }
			: undefined,
});
