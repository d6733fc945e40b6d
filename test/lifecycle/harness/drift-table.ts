import { markdownTable } from "markdown-table";
import { DECLARED, DRIFTS, type Drift, type DriftName } from "./drifts";
import type { Outcome, Stack } from "./engine";
import type { Under } from "./use-gitlab";

/** What the table shows of each drift. */
export const COLUMNS = {
	preview: "`pulumi preview`",
	previewRefresh: "`pulumi preview --refresh`",
	refresh: "`pulumi refresh`",
	up: "`pulumi up`",
	quietPreview: "`pulumi preview`, `driftDetection: refresh`",
} as const;

export type Column = keyof typeof COLUMNS;

const OPERATIONS: Record<Column, (stack: Stack) => Promise<Outcome>> = {
	preview: (stack) => stack.preview(),
	previewRefresh: (stack) => stack.preview({ refresh: true }),
	refresh: (stack) => stack.refresh(),
	up: (stack) => stack.up(),
	quietPreview: (stack) => {
		stack.env = { ...stack.env, GITLAB_DRIFT_DETECTION: "refresh" };
		return stack.preview();
	},
};

/** Makes one token, lets the drift happen, and runs the operation. */
export async function run(under: Under, name: DriftName, column: Column): Promise<Outcome> {
	const drift: Drift = DRIFTS[name];
	const stack = await under.made({ ci: { ...DECLARED, ...drift.declared } });
	const { gitlab, time } = under;
	await drift.happen({ gitlab, time, stack, tokenId: stack.outputs("ci").tokenId as number });
	return OPERATIONS[column](stack);
}

/** One cell: what the operation did, in few words. */
export function cell({ steps, replaces, refreshed, said, failures, error }: Outcome): string {
	const seen = Object.entries(refreshed.ci ?? {});
	const parts = seen.map(([key, [before, after]]) => `\`~ ${key}: ${text(before)} => ${text(after)}\``);
	if (steps.ci === "replace") {
		// The CLI names a property only where a refresh has changed the inputs; else the reason is a sentence.
		const because = (replaces.ci ?? []).map((key) => `~${key}`).join(",");
		parts.push(seen.length > 0 ? `replace \`[diff: ${because}]\`` : "replace, and the reason");
	} else if (steps.ci === "same") parts.push(said.length > 0 ? "unchanged, and a warning" : "unchanged");
	else if (steps.ci === "gone") parts.push("removed from the state");
	else if (steps.ci === "create") parts.push("create");
	for (const { property } of failures) parts.push(`error at \`${property}\``);
	if (error !== undefined) parts.push(`error \`${error.code}\``);
	return parts.join(", then ");
}

function text(value: unknown): string {
	return value === undefined ? "never" : JSON.stringify(value);
}

/** The table in Markdown. */
export function markdown(cells: Record<DriftName, Record<Column, string>>): string {
	const columns = Object.keys(COLUMNS) as Column[];
	const rows = (Object.keys(cells) as DriftName[]).map((name) => [
		DRIFTS[name].title,
		...columns.map((column) => cells[name][column]),
	]);
	return markdownTable([["What happened", ...Object.values(COLUMNS)], ...rows], {
		alignDelimiters: false,
		padding: true,
	});
}
