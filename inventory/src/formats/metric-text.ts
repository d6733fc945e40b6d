import { printable } from "./printable";

/** The labels of a sample. */
export type Labels = Readonly<Record<string, string | number>>;

/** A value with its labels. */
export type Sample = readonly [labels: Labels, value: number];

/** What is measured. */
export interface MetricFamily {
	/** Without the suffix `_total` of a counter's samples. */
	readonly name: string;
	readonly type: "gauge" | "counter";
	readonly help: string;
	readonly samples: readonly Sample[];
}

/** OpenMetrics 1.0, or the older text format of Prometheus, in which node exporter reads files. */
export type MetricSyntax = "openmetrics" | "prometheus";

/** Metrics as text. */
export function metricText(families: readonly MetricFamily[], syntax: MetricSyntax): string {
	const end = syntax === "openmetrics" ? ["# EOF"] : [];
	return [...families.flatMap((family) => familyLines(family, syntax)), ...end, ""].join("\n");
}

function familyLines({ name, type, help, samples }: MetricFamily, syntax: MetricSyntax): string[] {
	const sampleName = type === "counter" ? `${name}_total` : name;
	// OpenMetrics declares a counter without the suffix of its samples, the older format with it.
	const declared = syntax === "openmetrics" ? name : sampleName;
	return [
		`# HELP ${declared} ${help}`,
		`# TYPE ${declared} ${type}`,
		...samples.map(([labels, value]) => `${sampleName}${labelsText(labels)} ${value}`),
	];
}

function labelsText(labels: Labels): string {
	const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(String(value))}"`);
	return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}

function escaped(text: string): string {
	return printable(text).replace(/[\\"]/g, "\\$&");
}
