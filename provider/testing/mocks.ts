import type { runtime } from "@pulumi/pulumi";
import { GitLabDeployTokenError } from "../api/errors";
import { checkDeployTokenSet } from "../model/set/check";
import { type Checked, checkDeployToken } from "../model/token/check";
import { DeployToken } from "../pulumi/deploy-token";
import { DeployTokenSet } from "../pulumi/deploy-token-set";
import { type MockedGitLab, mockedSet, mockedToken } from "./mocked-states";
import { plain, withSecrets } from "./secret-inputs";

/** How {@link deployTokenMocks} fills in what GitLab would assign. */
export interface DeployTokenMocksOptions {
	/**
	 * When the tokens are created.
	 *
	 * Shape: an instant, or `Date`.
	 * Default: `2030-01-01T00:00:00Z`, so that tests do not depend on the time.
	 */
	now?: string | Date | undefined;
	/** Base URL of the GitLab. Default: `https://gitlab.example.com`. */
	host?: string | undefined;
	/**
	 * What mocks all other resources and functions.
	 *
	 * Default: a resource has its inputs as outputs, and the ID `<name>-id`; a function returns nothing.
	 */
	others?: runtime.Mocks | undefined;
}

const OTHERS: runtime.Mocks = {
	newResource: ({ name, inputs }) => ({ id: `${name}-id`, state: inputs }),
	call: () => ({}),
};

/**
 * Mocks for unit tests of programs: `DeployToken` and `DeployTokenSet` have the outputs that the provider would record.
 *
 * Declarations are checked as in a preview. IDs, usernames, expiries and secrets are the same in every run: they depend
 * on the resources' names. Secrets are secret.
 *
 * ```ts
 * import * as pulumi from "@pulumi/pulumi";
 * import { deployTokenMocks } from "pulumi-gitlab-deploy-tokens/testing";
 *
 * export const ready = pulumi.runtime.setMocks(deployTokenMocks());
 * ```
 *
 * Fails: `INPUT_INVALID` for a declaration that a preview would refuse, as an error of its resource.
 */
export function deployTokenMocks(options: DeployTokenMocksOptions = {}): runtime.Mocks {
	const { now = "2030-01-01T00:00:00Z", host = "https://gitlab.example.com", others = OTHERS } = options;
	const gitlab: MockedGitLab = { nowMs: new Date(now).getTime(), host };
	return {
		newResource(args) {
			const declared = plain(args.inputs);
			const { __provider, ...raw } = declared;
			switch (args.type) {
				case DeployToken.__pulumiType: {
					const inputs = accepted(args, checkDeployToken(raw, gitlab.nowMs));
					const { id, state } = mockedToken(args.name, inputs, gitlab);
					return { id, state: withSecrets(state, args.inputs) };
				}
				case DeployTokenSet.__pulumiType: {
					const inputs = accepted(args, checkDeployTokenSet(undefined, raw, gitlab.nowMs));
					const { id, state } = mockedSet(args.name, inputs, gitlab);
					return { id, state: withSecrets(state, args.inputs) };
				}
				default:
					return others.newResource(args);
			}
		},
		call: (args) => others.call(args),
	};
}

function accepted<Inputs>(
	{ type, name }: runtime.MockResourceArgs,
	{ inputs, failures }: Checked<Inputs>,
): Inputs {
	if (failures.length === 0) return inputs;
	throw new GitLabDeployTokenError(
		"INPUT_INVALID",
		`${type.split(":").at(-1)} "${name}": ${failures.map(({ property, reason }) => `\`${property}\` ${reason}`).join("; ")}.`,
		"Fix the declaration; a preview refuses it too.",
	);
}
