import { stringify } from "csv-stringify/sync";
import type { Report, ReportFinding, ReportToken } from "../report/report";
import { findingsByToken } from "./findings-by-token";

const HEADER = [
	"owner_kind",
	"owner_id",
	"owner_path",
	"owner_archived",
	"owner_marked_for_deletion",
	"token_id",
	"name",
	"username",
	"scopes",
	"expires_at",
	"days_left",
	"created_after",
	"created_before",
	"status",
	"management",
	"managed_by",
	"severity",
	"findings",
	"complete",
];

/**
 * A row for each token, for each finding about a token that does not exist in GitLab, and for each gap.
 * Cells that a spreadsheet would read as a formula start with an apostrophe.
 */
export function formatCsv(report: Report): string {
	const { byToken, others } = findingsByToken(report);
	const rows = [
		...report.tokens.map((token) => tokenRow(token, byToken.get(token.tokenId) ?? [], report.complete)),
		...others.map((finding) => findingRow(finding, report.complete)),
		...report.gaps.map(({ what, reason }) =>
			row({ findings: `not read: ${what}: ${reason}`, complete: false }),
		),
	];
	return stringify([HEADER, ...rows], { escape_formulas: true, record_delimiter: "\r\n" });
}

function tokenRow(token: ReportToken, findings: readonly ReportFinding[], complete: boolean): string[] {
	const { owner } = token;
	return row({
		owner_kind: owner?.kind,
		owner_id: owner?.id,
		owner_path: owner?.path,
		owner_archived: owner?.archived,
		owner_marked_for_deletion: owner?.markedForDeletion,
		token_id: token.tokenId,
		name: token.name,
		username: token.username,
		scopes: token.scopes.join(" "),
		expires_at: token.expiresAt,
		days_left: token.daysLeft,
		created_after: token.created.after,
		created_before: token.created.before,
		status: token.status,
		management: token.management,
		managed_by: token.holders.map(({ stack, resource }) => `${stack} ${resource}`).join("; "),
		severity: findings[0]?.severity,
		findings: findings.map(({ rule }) => rule).join(" "),
		complete,
	});
}

function findingRow(finding: ReportFinding, complete: boolean): string[] {
	return row({
		owner_path: finding.owner,
		token_id: finding.tokenId,
		name: finding.name,
		status: "not in GitLab",
		management: "managed",
		managed_by: finding.resource,
		severity: finding.severity,
		findings: finding.rule,
		complete,
	});
}

function row(cells: Readonly<Record<string, string | number | boolean | null | undefined>>): string[] {
	return HEADER.map((name) => String(cells[name] ?? ""));
}
