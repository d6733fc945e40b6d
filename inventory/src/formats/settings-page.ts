import type { ReportToken } from "../report/report";

/** Where GitLab shows the deploy tokens of a token's owner; only addresses that a browser may open. */
export function settingsPage(token: ReportToken | undefined): string | undefined {
	const url = token?.owner?.webUrl ?? undefined;
	return url !== undefined && /^https?:\/\//i.test(url)
		? `${url}/-/settings/repository#js-deploy-tokens`
		: undefined;
}
