import { ownerLabel } from "../../../provider/api/owner";
import { redact } from "../../../provider/api/redaction";
import { hasEnded } from "../config/allow";
import type { Config } from "../config/config";
import type { ScannedOwner } from "../gitlab/scan";
import type { Scope } from "../gitlab/scope";
import type { Inventory, InventoryToken } from "../join/inventory";
import type { Finding } from "../rules/evaluate";
import { PROGRAM, version } from "../version";
import type { Report, ReportFinding, ReportToken } from "./report";

/** The report of an inventory. Secrets in text from other people are redacted. */
export function buildReport(
	inventory: Inventory,
	findings: readonly Finding[],
	{ scope, config }: { scope: Scope; config: Config },
): Report {
	const tokens = inventory.tokens.map((token) => reportToken(token, inventory));
	const reported = findings.map(reportFinding);
	return {
		version: 1,
		tool: { name: PROGRAM, version: version() },
		generatedAt: new Date(inventory.nowMs).toISOString(),
		gitlab: inventory.gitlab,
		scope: { groups: [...scope.groups], projects: [...scope.projects], instance: scope.instance },
		complete: inventory.gaps.length === 0,
		gaps: inventory.gaps.map((gap) => ({ ...gap })),
		notes: notesOf(inventory, config),
		states: inventory.states.map(({ source, managed }) => ({ ...source, tokens: managed.length })),
		summary: summaryOf(inventory, tokens, reported),
		tokens,
		findings: reported,
	};
}

function reportToken(token: InventoryToken, { statesComplete }: Inventory): ReportToken {
	const { tokenId, owner, name, username, scopes, expiresAt, daysLeft, created, status, holders } = token;
	const unheld = statesComplete ? "unmanaged" : "unknown";
	return {
		tokenId,
		owner: owner === undefined ? null : reportOwner(owner),
		name: redact(name),
		username: redact(username),
		scopes: scopes.map(redact),
		expiresAt,
		daysLeft,
		created: { ...created },
		status,
		management: holders.length > 0 ? "managed" : unheld,
		holders: holders.map(({ by, managed }) => ({
			tool: managed.source.tool,
			stack: managed.source.stack,
			resource: redact(managed.resource),
			by,
			rotates: managed.rotates,
			leaving: managed.leaving,
		})),
	};
}

function reportOwner({ kind, id, path, archived, markedForDeletion, webUrl }: ScannedOwner) {
	return { kind, id, path: redact(path), archived, markedForDeletion, webUrl: optional(webUrl) };
}

function reportFinding({
	rule,
	severity,
	message,
	remedy,
	token,
	managed,
	allowedBy,
}: Finding): ReportFinding {
	const owner =
		token?.owner === undefined ? managed?.owner : { kind: token.owner.kind, ref: token.owner.path };
	const resource = managed?.resource ?? token?.holders[0]?.managed.resource;
	return {
		rule: rule.id,
		severity,
		message: redact(message),
		remedy: redact(remedy),
		tokenId: token?.tokenId ?? managed?.tokenId ?? null,
		name: optional(token?.name ?? managed?.name),
		owner: owner === undefined ? null : redact(ownerLabel(owner)),
		resource: optional(resource),
		allowed: allowedBy === undefined ? null : { reason: allowedBy.reason, until: allowedBy.until },
	};
}

function optional(text: string | undefined): string | null {
	return text === undefined ? null : redact(text);
}

function notesOf({ states, nowMs }: Inventory, { allow }: Config): string[] {
	return [
		...states.flatMap(({ notes }) => notes),
		...states.flatMap(({ encryptedSets }) =>
			encryptedSets.map(
				(urn) =>
					`The contents of ${urn} are encrypted: its tokens are recognised by owner, name, scopes and username, not by ID.`,
			),
		),
		...allow
			.filter((entry) => hasEnded(entry, nowMs))
			.map(
				({ rules, until, reason }) =>
					`The exception for ${rules.join(", ")} in the configuration ended on ${until}. Its reason: ${reason}`,
			),
	].map(redact);
}

function summaryOf(
	{ owners, outside }: Inventory,
	tokens: readonly ReportToken[],
	findings: readonly ReportFinding[],
): Report["summary"] {
	const count = <Item>(items: readonly Item[], fits: (item: Item) => boolean) => items.filter(fits).length;
	const status = (wanted: ReportToken["status"]) => count(tokens, (token) => token.status === wanted);
	const management = (wanted: ReportToken["management"]) =>
		count(tokens, (token) => token.management === wanted);
	const severity = (wanted: ReportFinding["severity"]) =>
		count(findings, (finding) => finding.severity === wanted && finding.allowed === null);
	return {
		owners: {
			groups: count(owners, ({ kind }) => kind === "group"),
			projects: count(owners, ({ kind }) => kind === "project"),
		},
		tokens: {
			total: tokens.length,
			active: status("active"),
			expired: status("expired"),
			revoked: status("revoked"),
		},
		management: {
			managed: management("managed"),
			unmanaged: management("unmanaged"),
			unknown: management("unknown"),
		},
		findings: {
			high: severity("high"),
			medium: severity("medium"),
			low: severity("low"),
			info: severity("info"),
			allowed: count(findings, ({ allowed }) => allowed !== null),
		},
		recordedOutside: outside,
	};
}
