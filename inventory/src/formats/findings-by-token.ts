import type { Report, ReportFinding } from "../report/report";

/** Rules about recorded tokens that do not exist in GitLab; their IDs may belong to other tokens now. */
const NOT_IN_GITLAB = ["missing", "owner-gone"];

/** The findings that are not accepted, by the ID of their token; `others` are those about no listed token. */
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
