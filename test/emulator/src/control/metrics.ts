export type Operation = "list" | "get" | "create" | "delete" | "revoke";
export type OwnerKind = "project" | "group" | "instance";
export type Source = "api" | "ui";
export type Outcome = "success" | "invalid" | "unauthorized" | "forbidden" | "not_found" | "moved" | "error";

const NAME = "gitlab_deploy_token_events_total";

/** Counts operations on deploy tokens, by outcome and by source: the API, or the UI. */
export class Metrics {
	private readonly counts = new Map<string, number>();

	count(operation: Operation, owner: OwnerKind, source: Source, outcome: Outcome): void {
		const labels = `operation="${operation}",owner="${owner}",source="${source}",outcome="${outcome}"`;
		this.counts.set(labels, (this.counts.get(labels) ?? 0) + 1);
	}

	/** The text format of Prometheus. Label values need no escaping, since they are all constants. */
	render(): string {
		const lines = [
			`# HELP ${NAME} Deploy token operations by owner, source (API or UI) and outcome.`,
			`# TYPE ${NAME} counter`,
			...[...this.counts].sort().map(([labels, count]) => `${NAME}{${labels}} ${count}`),
		];
		return `${lines.join("\n")}\n`;
	}
}

/** The outcome of an HTTP status. */
export function outcomeOf(status: number): Outcome {
	if (status < 300) return "success";
	switch (status) {
		case 400:
			return "invalid";
		case 401:
			return "unauthorized";
		case 403:
			return "forbidden";
		case 404:
			return "not_found";
		case 301:
		case 405:
			return "moved";
		default:
			return "error";
	}
}
