import { z } from "zod";
import { SEVERITIES } from "../rules/rule";

const instant = z.string().meta({ description: "UTC, with milliseconds." });

const owner = z.object({
	kind: z.enum(["project", "group"]),
	id: z.int(),
	path: z.string(),
	archived: z.boolean().meta({ description: "Itself, or a group above it." }),
	markedForDeletion: z.boolean(),
	webUrl: z.string().nullable(),
});

const holder = z.object({
	tool: z.enum(["pulumi", "terraform"]),
	stack: z.string(),
	resource: z.string().meta({ description: "URN of Pulumi, address of Terraform." }),
	by: z
		.enum(["id", "declaration"])
		.meta({ description: "`declaration`: of a set whose contents are encrypted; it may be another token." }),
	rotates: z.boolean(),
	leaving: z.boolean().meta({ description: "Replaced; a later run deletes it." }),
});

const token = z.object({
	tokenId: z.int(),
	owner: owner.nullable().meta({ description: "`null`: only the instance's list shows the token." }),
	name: z.string(),
	username: z.string(),
	scopes: z.array(z.string()),
	expiresAt: instant.nullable().meta({ description: "`null`: never." }),
	daysLeft: z.int().nullable().meta({ description: "By GitLab's clock; negative after the expiry." }),
	created: z.object({ after: instant.nullable(), before: instant.nullable() }).meta({
		description: "Not before and not after, as states and the order of IDs show; `null`: not known.",
	}),
	status: z.enum(["active", "revoked", "expired"]),
	management: z.enum(["managed", "unmanaged", "unknown"]).meta({
		description: "`unknown`: no state was given, or not every one could be read.",
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
	owner: z.string().nullable().meta({ description: "As in `project acme/website`." }),
	resource: z.string().nullable(),
	allowed: z
		.object({ reason: z.string(), until: z.string() })
		.nullable()
		.meta({ description: "The configuration accepts it; it does not count." }),
});

/** The report, and the published schema. Contains no secret. */
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
				description: "Recorded tokens of owners outside the scope, or of another GitLab: not checked.",
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
