import { invalidArgument } from "../../api/errors";
import { addressOf } from "./address";
import { basicCredentials, type Credentials, choiceOf, flagOf, textOf } from "./text";

/** The kind of repository that Argo CD reads. */
export interface ArgoCdOptions {
	/** `git` or `helm`. Default: `git`. */
	readonly type?: "git" | "helm" | undefined;
	/** Whether Helm charts come from an OCI registry, such as GitLab's container registry. Default: `false`. */
	readonly enableOCI?: boolean | undefined;
}

/** Further properties of a repository in Argo CD. */
export interface ArgoCdRepositoryOptions extends ArgoCdOptions {
	/** The repository's name in Argo CD, which it needs for `helm`. Default: none. */
	readonly name?: string | undefined;
	/** The project of Argo CD that may use the repository. Default: none, so that all may. */
	readonly project?: string | undefined;
}

/** The data of a secret with the label `argocd.argoproj.io/secret-type: repo-creds`. */
export function argoCdRepoCreds(
	credentials: Credentials,
	args: { url: string } & ArgoCdOptions,
): Record<string, string> {
	const type = choiceOf("type", args.type, ["git", "helm"]);
	const enableOCI = flagOf("enableOCI", args.enableOCI);
	if (enableOCI && type !== "helm") throw invalidArgument("enableOCI", 'needs `type: "helm"`');
	const { href, host, pathname } = addressOf("url", args.url, "https://gitlab.example.com/group/project.git");
	return {
		type,
		// Argo CD expects an OCI registry without a scheme.
		url: enableOCI ? `${host}${pathname.replace(/\/$/, "")}` : href,
		...basicCredentials(credentials),
		...(enableOCI ? { enableOCI: "true" } : {}),
	};
}

/** The data of a secret with the label `argocd.argoproj.io/secret-type: repository`. */
export function argoCdRepository(
	credentials: Credentials,
	args: { url: string } & ArgoCdRepositoryOptions,
): Record<string, string> {
	const { type, ...data } = argoCdRepoCreds(credentials, args);
	if (type === "helm" && args.name === undefined)
		throw invalidArgument("name", "is missing; Argo CD needs it for Helm");
	const { name, project } = args;
	return {
		type: type ?? "git",
		...data,
		...(name === undefined ? {} : { name: textOf("name", name) }),
		...(project === undefined ? {} : { project: textOf("project", project) }),
	};
}
