import type { Properties } from "../../engine/harness/rpc";

/** The types of resources that a program of a history declares. */
export const TYPES = {
	token: "pulumi-nodejs:dynamic/gitlab:DeployToken",
	set: "pulumi-nodejs:dynamic/gitlab:DeployTokenSet",
	consumer: "pulumi-nodejs:dynamic/test:Consumer",
} as const;

export type Kind = keyof typeof TYPES;

/** Represents the URN: a kind and a name, unique in a stack. */
export type Urn = `${Kind}:${string}`;

export function kindOf(urn: Urn): Kind {
	return urn.slice(0, urn.indexOf(":")) as Kind;
}

/** A resource in a state. One URN can occur there several times: once in use, and as pending deletions. */
export interface Resource {
	readonly urn: Urn;
	readonly id: string;
	readonly inputs: Properties;
	readonly outputs: Properties;
	readonly dependencies: readonly Urn[];
	/** By input. */
	readonly propertyDependencies: Readonly<Record<string, readonly Urn[]>>;
	readonly retainOnDelete: boolean;
	readonly protect: boolean;
	readonly initErrors: readonly string[];
	/** Replaced, and still to be deleted. */
	delete: boolean;
	/** Deleted ahead of a replacement that was not made yet. */
	pendingReplacement: boolean;
	/** To be replaced by the next update. */
	taint: boolean;
}

/** Everything that a resource needs to have been registered before it. */
export function allDependencies(resource: Pick<Resource, "dependencies" | "propertyDependencies">): Set<Urn> {
	return new Set([...resource.dependencies, ...Object.values(resource.propertyDependencies).flat()]);
}
