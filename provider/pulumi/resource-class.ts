import type * as pulumi from "@pulumi/pulumi";
import { GitLabDeployTokenError } from "../api/errors";

/** Whether a value is a resource of a type, of this copy of the package or another. */
export function hasPulumiType(value: unknown, type: string): boolean {
	return (
		typeof value === "object" && value !== null && "__pulumiType" in value && value.__pulumiType === type
	);
}

/**
 * Refuses the options that Pulumi does not apply to dynamic resources.
 *
 * @param adoption What to do instead, as a sentence.
 * @throws GitLabDeployTokenError `INPUT_INVALID`
 */
export function refuseOptions(
	resource: string,
	opts: pulumi.CustomResourceOptions | undefined,
	adoption: string,
): void {
	if (opts?.import !== undefined)
		throw new GitLabDeployTokenError(
			"INPUT_INVALID",
			`${resource}: Pulumi cannot import dynamic resources. ${adoption}`,
			"Remove the option `import`, then run again.",
		);
	if (opts?.id !== undefined)
		throw new GitLabDeployTokenError(
			"INPUT_INVALID",
			`${resource}: Pulumi cannot read dynamic resources by the option \`id\`. Call \`getDeployToken\` to read a token. ${adoption}`,
			"Remove the option `id`, then run again.",
		);
}
