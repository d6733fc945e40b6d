// @ts-check
// What the company's earlier reports counted, one a month: the stacks took over more and more of the tokens.

const DAY_MS = 86_400_000;
const MANAGED = [12, 14, 21, 33, 41, 52, 60, 71, 78, 84, 90];

/**
 * @param {string} gitlab
 * @param {number} nowMs
 * @returns {string} lines of JSON, as `--history` appends them
 */
export function earlierReports(gitlab, nowMs) {
	const lines = MANAGED.map((managed, index) => {
		const total = 118 + 3 * index;
		return JSON.stringify({
			generatedAt: new Date(nowMs - (MANAGED.length - index) * 30 * DAY_MS).toISOString(),
			gitlab,
			scope: { groups: [], projects: [], instance: true },
			complete: index !== 4,
			owners: { groups: 12, projects: 60 },
			tokens: { total, active: total - 12, expired: 8, revoked: 4 },
			management: { managed, unmanaged: total - managed, unknown: 0 },
			findings: { high: 14, medium: total - managed, low: 30, info: 12, allowed: 0 },
			recordedOutside: 0,
		});
	});
	return `${lines.join("\n")}\n`;
}
