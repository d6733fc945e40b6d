import type { MetricFamily } from "../formats/metric-text";
import { gapFamilies, gauge, tokenFamilies } from "../formats/openmetrics";
import type { Report } from "../report/report";

/** How a scan ended: with a report, or with an error. */
export type ScanOutcome = Report | { readonly complete: false; readonly gaps: Report["gaps"] };

/** When a scan ran, in epoch milliseconds. */
export interface ScanTime {
	readonly startedMs: number;
	readonly endedMs: number;
}

/**
 * The results of the scans so far. After an incomplete scan, the metrics of the tokens are still those of the last
 * complete one.
 */
export class ScanRecord {
	private scans = 0;
	private errors = 0;
	private durationSeconds: number | undefined;
	private succeededMs: number | undefined;
	private last: ScanOutcome | undefined;
	/** The last complete report; before the first, the last one. */
	private figures: Report | undefined;

	add(outcome: ScanOutcome, { startedMs, endedMs }: ScanTime): void {
		this.scans += 1;
		this.durationSeconds = (endedMs - startedMs) / 1000;
		this.last = outcome;
		if (outcome.complete) this.succeededMs = endedMs;
		else this.errors += 1;
		const isBest = outcome.complete || this.figures?.complete !== true;
		if (isBest && "tokens" in outcome) this.figures = outcome;
	}

	families(): MetricFamily[] {
		return [
			...(this.figures === undefined ? [] : tokenFamilies(this.figures)),
			...(this.last === undefined ? [] : gapFamilies(this.last)),
			counter("gitlab_deploy_token_scans", "Scans since the start.", this.scans),
			counter("gitlab_deploy_token_scan_errors", "Incomplete scans since the start.", this.errors),
			gauge(
				"gitlab_deploy_token_scan_duration_seconds",
				"Duration of the last scan.",
				samplesOf(this.durationSeconds),
			),
			gauge(
				"gitlab_deploy_token_scan_last_success_timestamp_seconds",
				"End of the last complete scan, by the clock of this machine.",
				samplesOf(this.succeededMs === undefined ? undefined : this.succeededMs / 1000),
			),
		];
	}
}

function counter(name: string, help: string, value: number): MetricFamily {
	return { name, type: "counter", help, samples: samplesOf(value) };
}

function samplesOf(value: number | undefined): MetricFamily["samples"] {
	return value === undefined ? [] : [[{}, value]];
}
