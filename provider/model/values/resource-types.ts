/** What a resource of this project declares: one token, or a set of them. */
export type ResourceKind = "token" | "set";

/** Pulumi's types of this project's resources, by the provider that has them. */
export const RESOURCE_TYPES = {
	dynamic: {
		token: "pulumi-nodejs:dynamic/gitlab:DeployToken",
		set: "pulumi-nodejs:dynamic/gitlab:DeployTokenSet",
	},
	packaged: {
		token: "gitlab-deploy-tokens:index:DeployToken",
		set: "gitlab-deploy-tokens:index:DeployTokenSet",
	},
} as const satisfies Record<string, Record<ResourceKind, string>>;

const KINDS: ReadonlyMap<string, ResourceKind> = new Map(
	Object.values(RESOURCE_TYPES).flatMap((types) =>
		Object.entries(types).map(([kind, type]) => [type, kind as ResourceKind]),
	),
);

/** The kind of a resource by its type, whichever provider has it; `undefined` where it declares no deploy token. */
export function kindOf(type: string): ResourceKind | undefined {
	return KINDS.get(type);
}
