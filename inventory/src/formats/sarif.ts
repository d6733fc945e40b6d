import type { Report, ReportFinding, ReportToken } from "../report/report";
import type { Severity } from "../rules/rule";
import { RULES } from "../rules/table";
import { printable } from "./printable";
import { settingsPage } from "./settings-page";

const SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json";
const LEVELS = { high: "error", medium: "warning", low: "note", info: "note" } as const satisfies Record<
	Severity,
	string
>;
/** The score by which code scanning sorts, from 0 to 10. */
const SECURITY_SEVERITY: Readonly<Record<Severity, string>> = {
	high: "7.5",
	medium: "5.0",
	low: "2.5",
	info: "0.5",
};

/** The findings as SARIF 2.1.0, for tools that aggregate the findings of many scanners. */
export function formatSarif(report: Report) {
	const tokens = new Map(report.tokens.map((token) => [token.tokenId, token]));
	return {
		$schema: SCHEMA,
		version: "2.1.0",
		runs: [
			{
				tool: {
					driver: {
						name: report.tool.name,
						semanticVersion: report.tool.version,
						rules: RULES.map(({ id, title, severity }) => ({
							id,
							shortDescription: { text: `${title}.` },
							defaultConfiguration: { level: LEVELS[severity] },
							properties: { tags: ["security"], "security-severity": SECURITY_SEVERITY[severity] },
						})),
					},
				},
				invocations: [
					{
						executionSuccessful: report.complete,
						endTimeUtc: report.generatedAt,
						toolExecutionNotifications: report.gaps.map(({ what, reason, remedy }) => ({
							level: "error",
							message: { text: printable(`Not read: ${what}. ${reason} ${remedy}`) },
						})),
					},
				],
				results: report.findings.map((finding) => result(finding, report, tokens)),
			},
		],
	};
}

function result(finding: ReportFinding, report: Report, tokens: ReadonlyMap<number, ReportToken>) {
	const { rule, severity, owner, tokenId, name, resource, message, remedy, allowed } = finding;
	const subject = [owner, tokenId === null ? null : `deploy token ${tokenId}`, name, resource]
		.filter((part) => part !== null)
		.slice(0, 3)
		.join(", ");
	const token = tokenId === null ? undefined : tokens.get(tokenId);
	return {
		ruleId: rule,
		ruleIndex: RULES.findIndex(({ id }) => id === rule),
		level: LEVELS[severity],
		message: { text: printable(`${subject}: ${message} ${remedy}`) },
		locations: [
			{
				physicalLocation: { artifactLocation: { uri: settingsPage(token) ?? report.gitlab } },
				logicalLocations: [
					{
						name: name ?? String(tokenId ?? resource),
						fullyQualifiedName: `${owner ?? "instance"}/deploy_tokens/${tokenId ?? name}`,
						kind: "resource",
					},
				],
			},
		],
		partialFingerprints: {
			"deployToken/v1": `${report.gitlab} ${rule} ${tokenId ?? `${owner} ${name} ${resource}`}`,
		},
		...(allowed === null
			? {}
			: { suppressions: [{ kind: "external", status: "accepted", justification: allowed.reason }] }),
	};
}
