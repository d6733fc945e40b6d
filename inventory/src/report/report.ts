import { z } from "zod";
import { SEVERITIES } from "../rules/rule";

const instant = z.string().meta({ description: "UTC, with milliseconds." });

const owner = z.object({
	kind: z.enum(["project", "group"]),
	id: z.int(),
	path: z.string(),
	archived: z.boolean().meta({ description: "Whether it, or a group above it, is archived." }),
	markedForDeletion: z.boolean(),
	webUrl: z.string().nullable(),
});

const holder = z.object({
	tool: z.enum(["pulumi", "terraform"]),
	stack: z.string(),
	resource: z.string().meta({ description: "Pulumi URN or Terraform address." }),
	by: z.enum(["id", "declaration"]).meta({
		description:
			"`id`: the state records the ID. `declaration`: it matches a declaration in a set with encrypted contents, and may be another token.",
	}),
	rotates: z.boolean(),
	leaving: z
		.boolean()
		.meta({ description: "Whether the token has been replaced, so that a later run deletes it." }),
});

const token = z.object({
	tokenId: z.int(),
	owner: owner
		.nullable()
		.meta({ description: "`null` if no owner lists the token, only the instance: the owner was deleted." }),
	name: z.string(),
	username: z.string(),
	scopes: z.array(z.string()),
	expiresAt: instant.nullable().meta({ description: "`null` if it never expires." }),
	daysLeft: z.int().nullable().meta({ description: "By GitLab's clock; negative after the expiry." }),
	created: z.object({ after: instant.nullable(), before: instant.nullable() }).meta({
		description:
			"The earliest and the latest possible time, derived from states and the order of IDs; `null` if unknown.",
	}),
	status: z.enum(["active", "revoked", "expired"]),
	management: z.enum(["managed", "unmanaged", "unknown"]).meta({
		description: "`unknown` if no state was given, or not every state could be read.",
	}),
	holders: z.array(holder),
});

const finding = z.object({
	rule: z.string(),
	severity: z.enum(SEVERITIES),
	message: z.string(),
	remedy: z.string(),
	tokenId: z.int().nullable(),
	name: z.string().nullable(),
	owner: z.string().nullable().meta({ description: "Such as `project acme/website`." }),
	resource: z.string().nullable(),
	allowed: z.object({ reason: z.string(), until: z.string() }).nullable().meta({
		description: "The exception in the configuration that accepts the finding, which then does not count.",
	}),
});

/** The shape of a report, and the published schema. A report contains no secrets. */
export const reportShape = z
	.object({
		version: z.literal(1),
		tool: z.object({ name: z.string(), version: z.string() }),
		generatedAt: instant.meta({ description: "By GitLab's clock." }),
		gitlab: z.string(),
		scope: z.object({
			groups: z.array(z.string()),
			projects: z.array(z.string()),
			instance: z.boolean(),
		}),
		complete: z.boolean().meta({ description: "Whether everything in the scope was read." }),
		gaps: z.array(z.object({ what: z.string(), reason: z.string(), remedy: z.string() })),
		notes: z.array(z.string()),
		states: z.array(
			z.object({
				tool: z.enum(["pulumi", "terraform"]),
				stack: z.string(),
				file: z.string(),
				tokens: z.int(),
			}),
		),
		summary: z.object({
			owners: z.object({ groups: z.int(), projects: z.int() }),
			tokens: z.object({ total: z.int(), active: z.int(), expired: z.int(), revoked: z.int() }),
			management: z.object({ managed: z.int(), unmanaged: z.int(), unknown: z.int() }),
			findings: z.object({ high: z.int(), medium: z.int(), low: z.int(), info: z.int(), allowed: z.int() }),
			recordedOutside: z.int().meta({
				description:
					"The number of recorded tokens of owners outside the scope, or of another GitLab instance, which are not checked.",
			}),
		}),
		tokens: z.array(token),
		findings: z.array(finding),
	})
	.meta({ title: "Report of gitlab-deploy-tokens" });

/** A report. */
export type Report = z.output<typeof reportShape>;
export type ReportToken = Report["tokens"][number];
export type ReportFinding = Report["findings"][number];
