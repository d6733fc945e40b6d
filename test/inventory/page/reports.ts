import type { Config } from "../../../inventory/src/config/config";
import type { ScannedOwner } from "../../../inventory/src/gitlab/scan";
import { type HistoryEntry, historyEntry } from "../../../inventory/src/report/history";
import type { Report } from "../../../inventory/src/report/report";
import { GROUP, NOW_MS, PROJECT, record, row } from "../made-up";
import { reportOf } from "../made-up-report";

const DAY_MS = 86_400_000;

/** An instant so many days after the present of these reports. */
function inDays(days: number): string {
	return new Date(NOW_MS + days * DAY_MS).toISOString();
}

const ATTIC: ScannedOwner = {
	...PROJECT,
	id: 6,
	path: "grp/attic",
	webUrl: "https://gitlab.example.com/grp/attic",
	archived: true,
};

/** The configuration accepts that `forever` never expires. */
const CONFIG: Config = {
	rules: {},
	allow: [{ rules: ["never-expires"], name: "forever", reason: "A printer has it.", until: "2031-01-01" }],
};

/** Six tokens of three owners, of all kinds. */
export const USUAL = reportOf(
	{
		tokens: [
			row({ id: 1, name: "rotated", expires_at: inDays(40) }),
			row({ id: 2, name: "Soon", expires_at: inDays(9) }, GROUP),
			row({ id: 10, name: "forever", expires_at: null, scopes: ["read_registry", "write_registry"] }),
			row({ id: 4, name: "next-year", expires_at: inDays(400) }, ATTIC),
			row({ id: 5, name: "over", expires_at: inDays(-5), expired: true }),
			row({ id: 6, name: "revoked", expires_at: inDays(70), revoked: true }),
		],
		managed: [
			record({ tokenId: 1, name: "rotated", expiresAt: inDays(40) }),
			record({ tokenId: 5, name: "over", expiresAt: inDays(-5), rotates: false }),
			record({ tokenId: 99, name: "lost" }),
		],
	},
	CONFIG,
);

/** What reports of the same scope counted before, and one of another scope. */
export const HISTORY: readonly HistoryEntry[] = [
	{ ...entry(-60, 1, 5), complete: false },
	entry(-30, 3, 3),
	{ ...entry(-15, 500, 500), scope: { groups: ["other"], projects: [], instance: false } },
];

function entry(days: number, managed: number, unmanaged: number): HistoryEntry {
	const management = { managed, unmanaged, unknown: 0 };
	return { ...historyEntry(USUAL), generatedAt: inDays(days), management };
}

/** Half of it could not be read. */
export const INCOMPLETE = reportOf({
	tokens: [row()],
	scan: {
		gaps: [
			{ what: "group secret", reason: "GitLab responded with 403.", remedy: "Ask an Owner of the group." },
		],
	},
});

/** Nothing at all. */
export const EMPTY = reportOf({ states: false });

/** Without a state to compare with. */
export const WITHOUT_STATES = reportOf({ tokens: [row()], states: false });

/** Names that attack the readers of the page. */
export const ATTACKS = {
	script: "</script><img src=x onerror=\"document.title='owned'\">",
	comment: "<!--<script>document.title='owned'</script>",
	turned: "txt.\u202Egpj.exe",
	long: "endless".repeat(1_500),
};

/** Everything in it that other people wrote is an attack; the address of the owner too. */
export const HOSTILE = reportOf({
	tokens: Object.values(ATTACKS).map((name, index) =>
		row(
			{ id: index + 1, name, username: name, scopes: [name], expires_at: null },
			{ ...PROJECT, id: index + 50, path: name, webUrl: "javascript:document.title='owned'" },
		),
	),
	managed: Object.values(ATTACKS).map((name, index) =>
		record({ tokenId: 900 + index, name, resource: name }),
	),
	scan: { gaps: Object.values(ATTACKS).map((name) => ({ what: name, reason: name, remedy: name })) },
});

/** A report of so many tokens, as an instance has them. */
export function largeReport(tokens: number): Report {
	return reportOf({
		tokens: Array.from({ length: tokens }, (_, index) =>
			row(
				{
					id: index + 1,
					name: `token-${index + 1}`,
					expires_at: index % 3 === 0 ? null : inDays(index % 400),
				},
				{
					...PROJECT,
					id: (index % 2_000) + 50,
					path: `grp/team-${index % 40}/project-${index % 2_000}`,
				},
			),
		),
	});
}
