import type { PageData, PageFinding, PageHolder, PagePoint, PageToken } from "../../../page/data";
import { scopeText } from "../../gitlab/scope";
import { type HistoryEntry, historyEntry } from "../../report/history";
import type { Report, ReportFinding, ReportToken } from "../../report/report";
import { RULES } from "../../rules/table";
import { createdCell, resourceName } from "../cells";
import { counted } from "../counted";
import { findingsByToken } from "../findings-by-token";
import { printable } from "../printable";
import { settingsPage } from "../settings-page";

/** What the page shows of a report, and of the reports before it. */
export function pageData(report: Report, history: readonly HistoryEntry[] | undefined): PageData {
	const { byToken } = findingsByToken(report);
	const positions = new Map(report.findings.map((finding, index) => [finding, index]));
	return {
		tool: `${report.tool.name} ${report.tool.version}`,
		gitlab: printable(report.gitlab),
		scope: printable(scopeText(report.scope)),
		generatedAt: report.generatedAt,
		complete: report.complete,
		gaps: report.gaps.map(({ what, reason, remedy }) => ({
			what: printable(what),
			reason: printable(reason),
			remedy: printable(remedy),
		})),
		notes: notesOf(report),
		owners: report.summary.owners,
		rules: Object.fromEntries(RULES.map(({ id, title }) => [id, title])),
		tokens: report.tokens.map((token) => {
			const found = byToken.get(token.tokenId) ?? [];
			return pageToken(
				token,
				found.flatMap((finding) => positions.get(finding) ?? []),
			);
		}),
		findings: report.findings.map(pageFinding),
		history: history === undefined ? null : points([...comparable(history, report), historyEntry(report)]),
	};
}

function notesOf({ notes, summary: { recordedOutside } }: Report): string[] {
	const outside = `${counted(recordedOutside, "recorded token")} outside the scope or in another GitLab instance, not checked.`;
	return [...notes.map(printable), ...(recordedOutside === 0 ? [] : [outside])];
}

function pageToken(token: ReportToken, findings: readonly number[]): PageToken {
	const { tokenId, owner, name, username, scopes, expiresAt, daysLeft, status, management, holders } = token;
	return {
		id: tokenId,
		kind: owner?.kind ?? null,
		owner: owner === null ? null : printable(owner.path),
		marks: [...(owner?.archived ? ["archived"] : []), ...(owner?.markedForDeletion ? ["to be deleted"] : [])],
		link: settingsPage(token) ?? null,
		name: printable(name),
		username: printable(username),
		scopes: scopes.map(printable),
		expiresAt,
		daysLeft,
		created: createdCell(token),
		status,
		management,
		holders: holders.map(pageHolder),
		findings,
	};
}

function pageHolder({ stack, resource, by, rotates, leaving }: ReportToken["holders"][number]): PageHolder {
	return {
		stack: printable(stack),
		name: printable(resourceName(resource)),
		resource: printable(resource),
		doubtful: by === "declaration",
		rotates,
		leaving,
	};
}

function pageFinding({
	rule,
	severity,
	owner,
	tokenId,
	name,
	resource,
	message,
	remedy,
	allowed,
}: ReportFinding): PageFinding {
	const place = [owner, tokenId, name === null ? null : JSON.stringify(name)].filter((part) => part !== null);
	return {
		rule,
		severity,
		subject: printable(place.length === 0 ? resourceName(resource ?? "") : place.join(" ")),
		message: printable(message),
		remedy: printable(remedy),
		allowed: allowed === null ? null : { reason: printable(allowed.reason), until: printable(allowed.until) },
	};
}

/** The entries of the same GitLab instance and scope: others count other tokens. */
function comparable(history: readonly HistoryEntry[], { gitlab, scope }: Report): HistoryEntry[] {
	const wanted = JSON.stringify(scope);
	return history.filter((entry) => entry.gitlab === gitlab && JSON.stringify(entry.scope) === wanted);
}

/** The last report of each day for which every state was read, oldest first. */
function points(entries: readonly HistoryEntry[]): PagePoint[] {
	const known = entries
		.filter(({ management }) => management.unknown === 0)
		.sort((one, other) => Date.parse(one.generatedAt) - Date.parse(other.generatedAt));
	const byDay = new Map(known.map((entry) => [entry.generatedAt.slice(0, 10), entry]));
	return [...byDay.values()].map(({ generatedAt, complete, management: { managed, unmanaged } }) => ({
		at: generatedAt,
		complete,
		managed,
		unmanaged,
	}));
}
