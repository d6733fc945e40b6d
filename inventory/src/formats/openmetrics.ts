import type { Report, ReportFinding, ReportToken } from "../report/report";
import { type Labels, type MetricFamily, metricText, type Sample } from "./metric-text";

/**
 * The report for Prometheus, as OpenMetrics text. It has only types that the older text format has too, so that the
 * textfile collector of node exporter accepts it.
 */
export function formatOpenMetrics(report: Report): string {
	return metricText([...tokenFamilies(report), ...scanFamilies(report)], "openmetrics");
}

/** The metrics of the tokens. */
export function tokenFamilies({ tokens, findings }: Report): MetricFamily[] {
	const counting = findings.filter(({ allowed }) => allowed === null);
	return [
		gauge(
			"gitlab_deploy_token_expires_timestamp_seconds",
			"Expiry of an active token.",
			tokens.flatMap(expirySample),
		),
		gauge("gitlab_deploy_token_info", "A deploy token; always 1.", tokens.map(infoSample)),
		gauge(
			"gitlab_deploy_tokens",
			"Deploy tokens by status, management and the tool whose state records them.",
			counted(tokens, tokenLabels),
		),
		gauge("gitlab_deploy_token_findings", "Findings by rule and severity.", counted(counting, findingLabels)),
	];
}

/** The metrics of the scan. */
export function scanFamilies({
	gaps,
	complete,
	generatedAt,
}: Pick<Report, "gaps" | "complete" | "generatedAt">): MetricFamily[] {
	return [
		...gapFamilies({ gaps, complete }),
		gauge("gitlab_deploy_token_scan_timestamp_seconds", "Time of the scan, by GitLab's clock.", [
			[{}, secondsOf(generatedAt)],
		]),
	];
}

/** What could not be read. */
export function gapFamilies({ gaps, complete }: Pick<Report, "gaps" | "complete">): MetricFamily[] {
	return [
		gauge("gitlab_deploy_token_scan_gaps", "Number of parts that could not be read.", [[{}, gaps.length]]),
		gauge(
			"gitlab_deploy_token_scan_gap_info",
			"A part that could not be read; always 1.",
			gaps.map(({ what, reason }): Sample => [{ what, reason }, 1]),
		),
		gauge("gitlab_deploy_token_scan_complete", "1 if everything was read, otherwise 0.", [
			[{}, complete ? 1 : 0],
		]),
	];
}

/** A value that goes up and down. */
export function gauge(name: string, help: string, samples: readonly Sample[]): MetricFamily {
	return { name, type: "gauge", help, samples };
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

function tokenLabels({ status, management, holders }: ReportToken): Labels {
	return { status, management, tool: holders[0]?.tool ?? "none" };
}

function findingLabels({ rule, severity }: ReportFinding): Labels {
	return { rule, severity };
}

/** Counts items by their labels, in the order in which the labels first occur. */
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
