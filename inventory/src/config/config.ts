import { z } from "zod";
import { DURATION_SHAPE, parseDuration } from "../../../provider/api/duration";
import { SEVERITIES, type Severity } from "../rules/rule";
import { RULES } from "../rules/table";

const text = z.string().min(1);
const ruleId = z.enum(RULES.map(({ id }) => id)).meta({ description: "The ID of a rule." });

const allowEntry = z
	.strictObject({
		rules: z.array(ruleId).min(1).meta({ description: "The rules whose findings are accepted." }),
		owner: text
			.optional()
			.meta({ description: "Path of the project or group; `*` matches one segment, `**` any number." }),
		name: text.optional().meta({ description: "Name of the token; `*` matches any text." }),
		scope: text.optional().meta({ description: "A scope of the token." }),
		reason: text.meta({ description: "Why the findings are accepted." }),
		until: z.iso.date().meta({ description: "The last day on which the findings are accepted, in UTC." }),
	})
	.meta({ description: "An exception: findings that match all of its properties are accepted." });

/** The configuration file, and the published schema. */
export const configShape = z
	.strictObject({
		$schema: z.string().optional(),
		expiring: z
			.string()
			.refine((value) => parseDuration(value) !== undefined, `expected ${DURATION_SHAPE}`)
			.optional()
			.meta({ description: "Tokens that expire within this time are reported, such as `30d`." }),
		failOn: z
			.enum([...SEVERITIES, "never"])
			.optional()
			.meta({ description: "The lowest severity for which the exit code is 1." }),
		rules: z
			.partialRecord(ruleId, z.enum([...SEVERITIES, "off"]))
			.default({})
			.meta({ description: "Severities that override those of the rules." }),
		allow: z.array(allowEntry).default([]),
	})
	.meta({ title: "deploy-tokens.config.json" });

/** The lowest severity for which the exit code is 1. */
export type FailOn = Severity | "never";

/** The configuration, as read. */
export type Config = z.output<typeof configShape>;

/** The configuration without a file. */
export const NO_CONFIG: Config = { rules: {}, allow: [] };
