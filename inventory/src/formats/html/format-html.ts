import { createHash } from "node:crypto";
import type { HistoryEntry } from "../../report/history";
import type { Report } from "../../report/report";
import { pageData } from "./page-data";
import { pageSource } from "./page-source";

/**
 * A report as one page that needs nothing else: style, script and data are in it. Its policy lets the browser run
 * this script and apply this style, by their hashes, and request nothing.
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

/** JSON that ends no element of HTML and begins no comment: `<` occurs within its strings only. */
function embedded(value: unknown): string {
	return JSON.stringify(value).replaceAll("<", "\\u003c");
}
