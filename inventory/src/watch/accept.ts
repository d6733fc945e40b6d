import type { MetricSyntax } from "../formats/metric-text";

/** The content type of each syntax. */
export const CONTENT_TYPES: Readonly<Record<MetricSyntax, string>> = {
	openmetrics: "application/openmetrics-text; version=1.0.0; charset=utf-8",
	prometheus: "text/plain; version=0.0.4; charset=utf-8",
};

/** The syntax that a client prefers according to its `Accept` header; by default the older one, which all support. */
export function preferredSyntax(accept = ""): MetricSyntax {
	const weights = { openmetrics: 0, prometheus: 0 };
	for (const range of accept.split(",")) {
		const [type = "", ...parameters] = range.split(";").map((part) => part.trim().toLowerCase());
		const weight = weightOf(parameters);
		if (type === "application/openmetrics-text") weights.openmetrics = Math.max(weights.openmetrics, weight);
		else if (type === "text/plain" || type === "text/*" || type === "*/*")
			weights.prometheus = Math.max(weights.prometheus, weight);
	}
	return weights.openmetrics > weights.prometheus ? "openmetrics" : "prometheus";
}

function weightOf(parameters: readonly string[]): number {
	const weight = parameters.find((parameter) => parameter.startsWith("q="));
	return weight === undefined ? 1 : Number(weight.slice(2)) || 0;
}
