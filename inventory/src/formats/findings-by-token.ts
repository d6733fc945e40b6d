import type { Report, ReportFinding } from "../report/report";

/** Rules about recorded tokens that GitLab does not have; their IDs may belong to other tokens by now. */
const NOT_IN_GITLAB = ["missing", "owner-gone"];

/** The findings that count, by the ID of their token in GitLab; `others` are about no listed token. */
export function findingsByToken({ tokens, findings }: Report): {
	byToken: ReadonlyMap<number, readonly ReportFinding[]>;
	others: readonly ReportFinding[];
} {
	const byToken = new Map(tokens.map(({ tokenId }) => [tokenId, [] as ReportFinding[]]));
	const others: ReportFinding[] = [];
	for (const finding of findings) {
		if (finding.allowed !== null) continue;
		const { rule, tokenId } = finding;
		const listed = tokenId === null || NOT_IN_GITLAB.includes(rule) ? undefined : byToken.get(tokenId);
		(listed ?? others).push(finding);
	}
	return { byToken, others };
}
