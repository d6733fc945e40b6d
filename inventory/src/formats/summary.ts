import { scopeText } from "../gitlab/scope";
import type { Report } from "../report/report";
import { printable } from "./printable";

/** A report in short. The first line states whether it is complete. */
export function summaryLines(report: Report): string[] {
	const { owners, tokens, management, findings, recordedOutside } = report.summary;
	return [
		`${report.complete ? "Complete" : "INCOMPLETE"}: ${report.gitlab}, ${printable(scopeText(report.scope))}, ${report.generatedAt}`,
		`${tokens.total} deploy tokens of ${owners.groups} groups and ${owners.projects} projects: ${tokens.active} active, ${tokens.expired} expired, ${tokens.revoked} revoked`,
		`${management.managed} managed, ${management.unmanaged} unmanaged, ${management.unknown} unknown (${report.states.length} states)`,
		`findings: ${findings.high} high, ${findings.medium} medium, ${findings.low} low, ${findings.info} info; ${findings.allowed} allowed`,
		...(recordedOutside === 0
			? []
			: [
					`${recordedOutside} recorded tokens are outside the scope or in another GitLab, and were not checked`,
				]),
	];
}
