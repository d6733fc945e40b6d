import { scopeText } from "../gitlab/scope";
import type { Report } from "../report/report";
import { counted } from "./counted";
import { printable } from "./printable";

/** A report in short. The first line states whether it is complete. */
export function summaryLines(report: Report): string[] {
	const { owners, tokens, management, findings, recordedOutside } = report.summary;
	return [
		`${report.complete ? "Complete" : "INCOMPLETE"}: ${report.gitlab}, ${printable(scopeText(report.scope))}, ${report.generatedAt}`,
		`${counted(tokens.total, "deploy token")} of ${counted(owners.groups, "group")} and ${counted(owners.projects, "project")}: ${tokens.active} active, ${tokens.expired} expired, ${tokens.revoked} revoked`,
		`${management.managed} managed, ${management.unmanaged} unmanaged, ${management.unknown} unknown (${counted(report.states.length, "state")})`,
		`findings: ${findings.high} high, ${findings.medium} medium, ${findings.low} low, ${findings.info} info; ${findings.allowed} allowed`,
		...(recordedOutside === 0
			? []
			: [
					`${counted(recordedOutside, "recorded token")} outside the scope or in another GitLab instance, not checked`,
				]),
	];
}
