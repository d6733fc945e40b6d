import * as pulumi from "@pulumi/pulumi";
import { GitLabDeployTokenError } from "../api/errors";
import type { RecordedName, RequiredName } from "../model/token/fields";
import type { TokenStatus } from "../model/token/inputs";
import { RESOURCE_TYPES } from "../model/values/resource-types";
import type { Scope } from "../model/values/scopes";
import { DeployTokenCredentials } from "./credentials";
import { dateText } from "./dates";
import { DEPLOY_TOKEN_PROVIDER } from "./provider-text";
import { hasPulumiType, refuseOptions } from "./resource-class";

/** The owner of a deploy token: exactly one of `project` and `group`. */
export type DeployTokenOwnerArgs =
	| {
			/**
			 * The project that owns the token.
			 *
			 * Shape: its ID, also as a string (`"123"`, as other providers' outputs are), or its full path
			 * (`group/sub/project`). A path is resolved to the ID once; a project that moves keeps its token.
			 * Replaces: yes, unless it is another notation of the same project.
			 */
			project: pulumi.Input<string | number>;
			/** @hidden */
			group?: undefined;
	  }
	| {
			/** @hidden */
			project?: undefined;
			/**
			 * The group that owns the token, which is then valid for every project below it.
			 *
			 * Shape: its ID, also as a string, or its full path (`group/sub`).
			 * Replaces: yes, unless it is another notation of the same group.
			 */
			group: pulumi.Input<string | number>;
	  };

/** An existing token. */
export interface AdoptArgs {
	/** GitLab's ID of the token. */
	tokenId: pulumi.Input<number>;
	/**
	 * The token's secret. *Secret.*
	 *
	 * Not verified: GitLab offers no way to do that without using it. Without it the output `token` is `undefined`,
	 * and what is derived from it fails, until the token is replaced.
	 */
	token?: pulumi.Input<string> | undefined;
}

/** What a {@link DeployToken} is declared with. */
export type DeployTokenArgs = DeployTokenOwnerArgs & {
	/**
	 * The token's name in GitLab. Names need not be unique.
	 *
	 * Shape: 1 to 255 characters.
	 * Default: the resource's Pulumi name, so renaming the resource replaces the token unless this is set.
	 * Replaces: yes.
	 */
	name?: pulumi.Input<string> | undefined;
	/**
	 * The token's permissions.
	 *
	 * Shape: one or more scopes; order and repetition do not matter. An unknown scope is passed on with a warning,
	 * since GitLab adds scopes.
	 * Replaces: yes.
	 * Source: GitLab docs, Deploy tokens, "Scope".
	 */
	scopes: pulumi.Input<pulumi.Input<Scope>[]>;
	/**
	 * The username that goes with the token.
	 *
	 * Shape: at most 255 letters, digits and `_`, `-`, `+`, `.`.
	 * Default: GitLab's `gitlab+deploy-token-{n}`, which changes with every replacement; set it to keep it.
	 * Replaces: yes.
	 */
	username?: pulumi.Input<string> | undefined;
	/**
	 * When the token expires. Omit it for a token that never expires.
	 *
	 * Shape: ISO 8601 date (`2031-05-01`, midnight UTC), instant with `Z` or an offset
	 * (`2031-05-01T12:00:00+02:00`), or `Date`; compared as an instant, to the millisecond. `"never"` is the same
	 * as omitting it; an entry of a set declares it where the set has another lifetime.
	 * Replaces: yes.
	 * Fails: a date that has passed is refused, since GitLab would create an expired token.
	 */
	expiresAt?: pulumi.Input<string | Date> | undefined;
	/**
	 * The token's lifetime from its creation; instead of `expiresAt`.
	 *
	 * Shape: `90d`, `12h`, `2w`, or ISO 8601 (`P90D`, `PT12H`); a day is 24 hours, months and years are refused.
	 * The outputs `createdAt` and `expiresAt` show the result. When it has run out, the next update replaces the
	 * token; with `rotateBefore`, ahead of it.
	 * Replaces: no; a change takes effect at the next replacement. A token without an expiry is replaced.
	 */
	expiresIn?: pulumi.Input<string> | undefined;
	/**
	 * How long before its expiry the next update replaces the token; with `expiresIn`.
	 *
	 * Shape: a duration as in `expiresIn`, shorter than that.
	 * Default: none, so the token is replaced once it has expired.
	 * Replaces: no, unless the token is within the new window.
	 */
	rotateBefore?: pulumi.Input<string> | undefined;
	/**
	 * Adopts an existing token instead of creating one. (`pulumi import` and the option `import` do not reach
	 * dynamic resources.)
	 *
	 * Everything declared must match GitLab: a preview names what does not, and nothing is changed. Remove it after
	 * the first update; until then nothing may replace the token.
	 * Replaces: no, unless it names another token than the recorded one.
	 */
	adopt?: pulumi.Input<AdoptArgs> | undefined;
	/**
	 * The connection to use, where a stack has several GitLabs: connection `x` is configured by `x:baseUrl`,
	 * `x:token`, … or `X_BASE_URL`, `X_TOKEN`, ….
	 *
	 * Default: `gitlab`.
	 * Replaces: no; it must lead to the same GitLab.
	 */
	connection?: pulumi.Input<string> | undefined;
};

/**
 * One deploy token of one project or one group.
 *
 * GitLab shows the secret once, at creation; it is kept, encrypted, in the stack's state as the secret output
 * `token`. GitLab cannot edit a deploy token: a change creates a new one before the old one is deleted, so that
 * consumers in the same stack are updated in between.
 *
 * ```ts
 * const pull = new DeployToken("pull", { project: "group/project", scopes: ["read_registry"] });
 * export const config = pull.credentials.dockerConfigJson("registry.example.com");
 * ```
 *
 * ID: `projects/<number>/deploy_tokens/<number>` or `groups/…`.
 */
export class DeployToken extends pulumi.CustomResource {
	/** The secret. `undefined` only for a token that was adopted without it. *Secret.* */
	declare readonly token: pulumi.Output<string>;
	/** GitLab's ID of the token, unique on the instance. */
	declare readonly tokenId: pulumi.Output<number>;
	/** The username that goes with the secret. */
	declare readonly username: pulumi.Output<string>;
	/** The project as declared, if the token belongs to one. */
	declare readonly project: pulumi.Output<string | number | undefined>;
	/** The group as declared, if the token belongs to one. */
	declare readonly group: pulumi.Output<string | number | undefined>;
	/** The token's name in GitLab. */
	declare readonly name: pulumi.Output<string>;
	/** The token's scopes, in GitLab's order. */
	declare readonly scopes: pulumi.Output<string[]>;
	/** When it expires: UTC with milliseconds; `undefined` for "never". */
	declare readonly expiresAt: pulumi.Output<string | undefined>;
	/** The lifetime as declared. */
	declare readonly expiresIn: pulumi.Output<string | undefined>;
	/** The window as declared. */
	declare readonly rotateBefore: pulumi.Output<string | undefined>;
	/** When it was created or adopted, by the clock of the machine that ran Pulumi. */
	declare readonly createdAt: pulumi.Output<string>;
	/** `active`, `revoked` or `expired`, when it was last read from GitLab. */
	declare readonly status: pulumi.Output<TokenStatus>;
	/** Base URL of the GitLab that has the token. */
	declare readonly host: pulumi.Output<string>;
	/** The connection as declared. */
	declare readonly connection: pulumi.Output<string | undefined>;

	/** @internal By which policies and other copies of the package recognise the class. */
	static readonly __pulumiType = RESOURCE_TYPES.dynamic.token;

	/** Whether `value` is a `DeployToken`, also one of another copy of the package. */
	static override isInstance(value: unknown): value is DeployToken {
		return hasPulumiType(value, DeployToken.__pulumiType);
	}

	constructor(name: string, args: DeployTokenArgs, opts?: pulumi.CustomResourceOptions) {
		refuseOptions(
			`DeployToken "${name}"`,
			opts,
			"Adopt the token with the argument `adopt: { tokenId: … }` instead.",
		);
		super(
			DeployToken.__pulumiType,
			name,
			{
				...serializableArgs(name, args),
				token: undefined,
				tokenId: undefined,
				createdAt: undefined,
				status: undefined,
				host: undefined,
				__provider: DEPLOY_TOKEN_PROVIDER,
			},
			pulumi.mergeOptions(opts, { additionalSecretOutputs: ["token"] }),
		);
		// The engine marks it as secret; the mocks of a program's tests do not.
		this.token = pulumi.secret(this.token);
	}

	/** Username and secret, in every format that a consumer expects. */
	get credentials(): DeployTokenCredentials {
		return new DeployTokenCredentials({
			username: () => this.username,
			both: () =>
				pulumi.all([this.username, this.token]).apply(([username, password]) => {
					if (password !== undefined) return { username, password };
					throw new GitLabDeployTokenError(
						"INPUT_INVALID",
						`The secret of deploy token ${username} is unknown: the token was adopted without it.`,
						"Replace the token, or pass `adopt.token` with the next adoption.",
					);
				}),
		});
	}
}

/**
 * The token to adopt, its secret marked as one whether the program did or not. Part by part, so that the ID is
 * known in a preview where the secret is not.
 */
function adoptInput(
	adopt: pulumi.Input<AdoptArgs | null | undefined>,
): pulumi.Input<pulumi.Inputs | undefined> {
	return adopt instanceof Promise || pulumi.Output.isInstance(adopt)
		? pulumi.output(adopt).apply(withSecretToken)
		: withSecretToken(adopt);
}

function withSecretToken(adopt: pulumi.Inputs | null | undefined): pulumi.Inputs | undefined {
	if (adopt === null || adopt === undefined) return undefined;
	const { tokenId, token } = adopt;
	return token === undefined || token === null ? { tokenId } : { tokenId, token: pulumi.secret(token) };
}

/** The outputs, also where they are not declared: Pulumi creates outputs for the names that it is given. */
const UNDECLARED = {
	project: undefined,
	group: undefined,
	username: undefined,
	expiresAt: undefined,
	expiresIn: undefined,
	rotateBefore: undefined,
	connection: undefined,
} satisfies Record<Exclude<RecordedName, RequiredName>, undefined>;

/** The args as Pulumi can carry them, with the name filled in: `check` does not receive the resource's name. */
function serializableArgs(name: string, args: DeployTokenArgs): pulumi.Inputs {
	if (Object.hasOwn(args, "__proto__"))
		throw new GitLabDeployTokenError(
			"INPUT_INVALID",
			`DeployToken "${name}": \`__proto__\` cannot be used as an argument.`,
			"Remove it.",
		);
	return {
		...UNDECLARED,
		...args,
		name: args.name ?? name,
		expiresAt: args.expiresAt === undefined ? undefined : dateText(args.expiresAt),
		...(args.adopt === undefined ? {} : { adopt: adoptInput(args.adopt) }),
	};
}
