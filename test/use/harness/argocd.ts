import { argoCdRepoCreds, argoCdRepository } from "../../../provider/model/formats/argocd";
import { repository } from "./git";
import type { PackageManager } from "./package-managers";

/** @param label Of the secret, which is read from a made-up cluster. */
function argoCd(
	format: string,
	label: string,
	secret: (attempt: Parameters<PackageManager["run"]>[0]) => object,
): PackageManager {
	return {
		name: "argocd",
		format,
		command: "Argo CD's own reader of the secret, and its list of a repository's branches",
		run: (attempt) => {
			const data = JSON.stringify(secret(attempt));
			return attempt.place.run("argocd-branches", [label, repository(attempt.url)], {}, data);
		},
		refusal: /HTTP Basic: Access denied/,
		shows: /^\[main\]$/m,
	};
}

export const ARGOCD: readonly PackageManager[] = [
	argoCd("argoCdRepository", "repository", ({ credentials, url }) =>
		argoCdRepository(credentials, { url: repository(url) }),
	),
	argoCd("argoCdRepoCreds", "repo-creds", ({ credentials, url }) =>
		argoCdRepoCreds(credentials, { url: `${url}/grp/` }),
	),
];
