/** What a resource of this kind declares: one token, or a set of them. */
export type Kind = "token" | "set";

/** The types of deploy token resources, of the dynamic and of the packaged provider. */
const KINDS: Readonly<Record<string, Kind>> = {
	"pulumi-nodejs:dynamic/gitlab:DeployToken": "token",
	"pulumi-nodejs:dynamic/gitlab:DeployTokenSet": "set",
	"gitlab-deploy-tokens:index:DeployToken": "token",
	"gitlab-deploy-tokens:index:DeployTokenSet": "set",
};

/** The kind of a resource by its type; `undefined` where it declares no deploy token. */
export function kindOf(type: string): Kind | undefined {
	return Object.hasOwn(KINDS, type) ? KINDS[type] : undefined;
}
