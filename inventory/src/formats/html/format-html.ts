import { createHash } from "node:crypto";
import type { HistoryEntry } from "../../report/history";
import type { Report } from "../../report/report";
import { pageData } from "./page-data";
import { pageSource } from "./page-source";

/**
 * A report as a self-contained page, which includes its style, script and data. Its Content Security Policy allows
 * only this script and this style, by their hashes, and no requests.
 */
export function formatHtml(report: Report, history: readonly HistoryEntry[] | undefined): string {
	const { skeleton, style, script } = pageSource();
	const policy = [
		"default-src 'none'",
		`script-src '${hash(script)}'`,
		`style-src '${hash(style)}'`,
		"img-src data:",
		"base-uri 'none'",
		"form-action 'none'",
	].join("; ");
	const parts: Readonly<Record<string, string>> = {
		policy: `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
		style: `<style>${style}</style>`,
		data: `<script type="application/json" id="data">${embedded(pageData(report, history))}</script>`,
		script: `<script>${script}</script>`,
	};
	return skeleton.replace(/<!-- (\w+) -->/g, (comment, name: string) => parts[name] ?? comment);
}

function hash(text: string): string {
	return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}

/** JSON that neither ends an HTML element nor begins a comment: `<` occurs in its strings only, and is escaped. */
function embedded(value: unknown): string {
	return JSON.stringify(value).replaceAll("<", "\\u003c");
}
