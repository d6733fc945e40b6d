import { typescriptProject } from "../harness/project";

/** A resource as a test declares it. */
export interface DeclaredResource {
	/** Default: a single token. */
	readonly kind?: "token" | "set";
	readonly name: string;
	readonly args: Readonly<Record<string, unknown>>;
	readonly opts?: Readonly<Record<string, unknown>>;
}

/** A program that declares what is in `resources.json`. */
export function declaring(resources: readonly DeclaredResource[]): Record<string, string> {
	return {
		...typescriptProject(`
import { readFileSync } from "node:fs";
import { DeployToken, DeployTokenSet } from "pulumi-gitlab-deploy-tokens";

for (const { kind, name, args, opts } of JSON.parse(readFileSync("resources.json", "utf8")))
	kind === "set" ? new DeployTokenSet(name, args, opts) : new DeployToken(name, args, opts);
`),
		"resources.json": JSON.stringify(resources),
	};
}

/** The URN of a resource of the stack that every test has. */
export function urnOf(name: string, type = "DeployToken"): string {
	return `urn:pulumi:dev::trial::pulumi-nodejs:dynamic/gitlab:${type}::${name}`;
}
