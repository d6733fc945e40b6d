import type { Report, ReportFinding, ReportToken } from "../report/report";
import { printable } from "./printable";

type Labels = Readonly<Record<string, string | number>>;
type Sample = readonly [labels: Labels, value: number];

/**
 * The report for Prometheus: OpenMetrics text, with types that the older text format knows too, so that node
 * exporter's textfile collector takes it.
 */
export function formatOpenMetrics(report: Report): string {
	const { tokens, gaps, complete, generatedAt } = report;
	const findings = report.findings.filter(({ allowed }) => allowed === null);
	return [
		...family("gitlab_deploy_token_expires_timestamp_seconds", "When an active token expires.", [
			...tokens.flatMap(expirySample),
		]),
		...family("gitlab_deploy_token_info", "A deploy token; always 1.", tokens.map(infoSample)),
		...family(
			"gitlab_deploy_tokens",
			"Deploy tokens by status and management.",
			counted(tokens, tokenLabels),
		),
		...family(
			"gitlab_deploy_token_findings",
			"Findings by rule and severity.",
			counted(findings, findingLabels),
		),
		...family("gitlab_deploy_token_scan_gaps", "What could not be read.", [[{}, gaps.length]]),
		...family(
			"gitlab_deploy_token_scan_gap_info",
			"Something that could not be read; always 1.",
			gaps.map(({ what, reason }): Sample => [{ what, reason }, 1]),
		),
		...family("gitlab_deploy_token_scan_complete", "1 where everything was read.", [[{}, complete ? 1 : 0]]),
		...family("gitlab_deploy_token_scan_timestamp_seconds", "When GitLab was read, by its clock.", [
			[{}, secondsOf(generatedAt)],
		]),
		"# EOF",
		"",
	].join("\n");
}

function family(name: string, help: string, samples: readonly Sample[]): string[] {
	return [
		`# TYPE ${name} gauge`,
		`# HELP ${name} ${help}`,
		...samples.map(([labels, value]) => `${name}${labelsText(labels)} ${value}`),
	];
}

function labelsText(labels: Labels): string {
	const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(String(value))}"`);
	return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}

function escaped(text: string): string {
	return printable(text).replace(/[\\"]/g, "\\$&");
}

function secondsOf(instant: string): number {
	return Date.parse(instant) / 1000;
}

function expirySample(token: ReportToken): Sample[] {
	const { expiresAt, status } = token;
	if (status !== "active" || expiresAt === null) return [];
	return [[identity(token), secondsOf(expiresAt)]];
}

function infoSample(token: ReportToken): Sample {
	const { username, scopes, status, management, holders } = token;
	const stack = holders[0]?.stack ?? "";
	return [{ ...identity(token), username, scopes: scopes.join(" "), status, management, stack }, 1];
}

function identity({ tokenId, owner, name }: ReportToken): Labels {
	return { token_id: tokenId, owner_kind: owner?.kind ?? "", owner: owner?.path ?? "", name };
}

function tokenLabels({ status, management }: ReportToken): Labels {
	return { status, management };
}

function findingLabels({ rule, severity }: ReportFinding): Labels {
	return { rule, severity };
}

/** How many items have the same labels, in the order in which the labels first come. */
function counted<Item>(items: readonly Item[], labelsOf: (item: Item) => Labels): Sample[] {
	const counts = new Map<string, [Labels, number]>();
	for (const item of items) {
		const labels = labelsOf(item);
		const key = JSON.stringify(labels);
		const entry = counts.get(key) ?? [labels, 0];
		entry[1] += 1;
		counts.set(key, entry);
	}
	return [...counts.values()];
}
