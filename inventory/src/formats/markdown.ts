import type { Report, ReportFinding } from "../report/report";
import { expiryCell, managementCell, ownerCell } from "./cells";
import { printable } from "./printable";
import { summaryLines } from "./summary";

/** A report for an issue, a wiki or a merge request. */
export function formatMarkdown(report: Report): string {
	const findings = report.findings.filter(({ allowed }) => allowed === null);
	return [
		"# Deploy tokens",
		"",
		...summaryLines(report).map((line) => `- ${escaped(line)}`),
		...section("Not read", report.gaps, ({ what, reason, remedy }) => [what, reason, remedy].map(escaped))([
			"what",
			"reason",
			"what to do",
		]),
		...section("Findings", findings, findingCells)(["severity", "rule", "token", "finding", "what to do"]),
		...section("Tokens", report.tokens, (token) =>
			[
				ownerCell(token),
				String(token.tokenId),
				token.name,
				token.username,
				token.scopes.join(", "),
				expiryCell(token),
				token.status,
				managementCell(token),
			].map(escaped),
		)(["owner", "ID", "name", "username", "scopes", "expires", "status", "managed by"]),
		...(report.notes.length === 0
			? []
			: ["", "## Notes", "", ...report.notes.map((note) => `- ${escaped(note)}`)]),
		"",
	].join("\n");
}

function section<Item>(title: string, items: readonly Item[], cells: (item: Item) => string[]) {
	return (header: readonly string[]): string[] =>
		items.length === 0
			? []
			: [
					"",
					`## ${title}`,
					"",
					`| ${header.join(" | ")} |`,
					`|${" --- |".repeat(header.length)}`,
					...items.map((item) => `| ${cells(item).join(" | ")} |`),
				];
}

function findingCells({ severity, rule, owner, tokenId, name, message, remedy }: ReportFinding): string[] {
	const token = [owner, tokenId, name === null ? null : JSON.stringify(name)].filter((part) => part !== null);
	return [severity, rule, token.join(" "), message, remedy].map(escaped);
}

/** Text that Markdown renders literally: names come from other people. */
function escaped(text: string): string {
	return printable(text)
		.replace(/[<>&@]/g, (character) => `&#${character.charCodeAt(0)};`)
		.replace(/[\\`*_{}[\]!|~]/g, "\\$&")
		.replaceAll("://", "&#58;//");
}
