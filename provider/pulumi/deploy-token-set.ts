import * as pulumi from "@pulumi/pulumi";
import { GitLabDeployTokenError } from "../api/errors";
import type { Credentials } from "../model/formats/text";
import { parseContents, type SetContents, type SetEntry } from "../model/set/contents";
import type { KeyFailureMode } from "../model/set/inputs";
import { recordedId } from "../model/set/records";
import type { SetOnlyName } from "../model/token/fields";
import { defaultUsername } from "../model/values/default-username";
import { RESOURCE_TYPES } from "../model/values/resource-types";
import type { Scope } from "../model/values/scopes";
import { DeployTokenCredentials } from "./credentials";
import { dateText } from "./dates";
import type { DeployTokenArgs } from "./deploy-token";
import { DEPLOY_TOKEN_SET_PROVIDER } from "./provider-text";
import { hasPulumiType, refuseOptions } from "./resource-class";
import { tokensText, withoutAdoptions } from "./tokens-text";

type Overrides<T> = T extends unknown ? Omit<T, SetOnlyName | "scopes"> : never;

/** One token of a set: its owner, and what differs from the set's defaults. */
export type DeployTokenSetEntry = Overrides<DeployTokenArgs> & {
	/** Default: the set's scopes. */
	scopes?: pulumi.Input<pulumi.Input<Scope>[]> | undefined;
};

/** What a {@link DeployTokenSet} is declared with. */
export interface DeployTokenSetArgs {
	/**
	 * The tokens by keys of the program's choice. Each has an owner, and may override every default.
	 *
	 * A token's `name` is its key by default, so that renaming a key replaces its token. Changing an entry affects
	 * that token only.
	 */
	tokens: pulumi.Input<Record<string, pulumi.Input<DeployTokenSetEntry>>>;
	/** What the tokens may do, as in `DeployToken`. */
	scopes?: pulumi.Input<pulumi.Input<Scope>[]> | undefined;
	/** The username of all tokens, as in `DeployToken`. Default: GitLab's, which differs for each token. */
	username?: pulumi.Input<string> | undefined;
	/** When the tokens expire, as in `DeployToken`. */
	expiresAt?: pulumi.Input<string | Date> | undefined;
	/** The lifetime of each token, as in `DeployToken`. */
	expiresIn?: pulumi.Input<string> | undefined;
	/** How long before its expiry the next update replaces a token, as in `DeployToken`. */
	rotateBefore?: pulumi.Input<string> | undefined;
	/** The connection, as in `DeployToken`. */
	connection?: pulumi.Input<string> | undefined;
	/**
	 * Grace period during which a replaced token stays valid, so that its readers have time to switch. The first
	 * update after it deletes the token.
	 *
	 * Shape: a duration (`12h`, `PT12H`), or `0s`.
	 * Default: `1h`.
	 */
	overlap?: pulumi.Input<string> | undefined;
	/**
	 * Whether one failing key fails the whole update: `fail` does, after all other keys are done; `report` only
	 * warns, and names it in the output `failed`. What was created is kept either way, and the next update does the
	 * rest.
	 *
	 * Default: `fail`.
	 */
	onKeyFailure?: pulumi.Input<KeyFailureMode> | undefined;
	/**
	 * Most keys that one update may delete: a number, or a share of the existing keys (`10%`). A preview fails
	 * where more would be deleted.
	 *
	 * Default: no limit.
	 */
	maxDeletions?: pulumi.Input<number | string> | undefined;
}

/**
 * Many deploy tokens in one resource, for hundreds and thousands of them: the engine's cost does not grow with their number.
 *
 * All tokens are created and read together. In a preview every output is unknown as soon as one key
 * changes; use one `DeployToken` for each where that disturbs consumers in the same stack.
 *
 * ```ts
 * const pulls = new DeployTokenSet("pulls", {
 *     scopes: ["read_registry"],
 *     tokens: { web: { project: "shop/web" }, api: { project: "shop/api", username: "api" } },
 * });
 * export const webConfig = pulls.token("web").dockerConfigJson("registry.example.com");
 * ```
 */
export class DeployTokenSet extends pulumi.CustomResource {
	/** Base URL of the GitLab that has the tokens. */
	declare readonly host: pulumi.Output<string>;
	/** Everything that is known of the tokens, as one text whose format is internal. *Secret.* */
	declare readonly contents: pulumi.Output<string>;
	/** When the tokens expire, by key: UTC with milliseconds; keys of tokens that never expire are absent. */
	declare readonly expiresAt: pulumi.Output<Record<string, string>>;

	/** @internal By which policies and other copies of the package recognise the class. */
	static readonly __pulumiType = RESOURCE_TYPES.dynamic.set;

	/** Whether `value` is a `DeployTokenSet`, also one of another copy of the package. */
	static override isInstance(value: unknown): value is DeployTokenSet {
		return hasPulumiType(value, DeployTokenSet.__pulumiType);
	}

	/** Known where the declaration of the tokens is, and secret where that is. */
	readonly #declared: pulumi.Output<unknown>;

	constructor(name: string, args: DeployTokenSetArgs, opts?: pulumi.CustomResourceOptions) {
		refuseOptions(
			`DeployTokenSet "${name}"`,
			opts,
			"Adopt tokens with `adopt: { tokenId: … }` in their entries instead.",
		);
		super(
			DeployTokenSet.__pulumiType,
			name,
			{
				...args,
				expiresAt: args.expiresAt === undefined ? undefined : dateText(args.expiresAt),
				tokens: tokensText(name, args.tokens),
				host: undefined,
				contents: undefined,
				__provider: DEPLOY_TOKEN_SET_PROVIDER,
			},
			pulumi.mergeOptions(opts, { additionalSecretOutputs: ["contents"] }),
		);
		// The engine marks it as secret; the mocks of a program's tests do not.
		this.contents = pulumi.secret(this.contents);
		this.#declared = pulumi.output([args.username, args.expiresAt, withoutAdoptions(args.tokens)]);
		// Pulumi has put the input of this name here, the default of all tokens; the resulting expiries are of more
		// use.
		Object.defineProperty(this, "expiresAt", {
			get: () => this.map((entry) => entry.expiresAt),
		});
	}

	/** The secrets by key. *Secret.* */
	get secrets(): pulumi.Output<Record<string, string>> {
		return this.contents.apply((text) => byKey(text, (entry) => entry.token));
	}

	/** The usernames by key. */
	get usernames(): pulumi.Output<Record<string, string>> {
		return this.map(usernameOf);
	}

	/** GitLab's IDs of the tokens by key. */
	get tokenIds(): pulumi.Output<Record<string, number>> {
		return this.map((entry) => recordedId(entry).tokenId);
	}

	/** Keys that failed in the last update, with the reason. */
	get failed(): pulumi.Output<Record<string, string>> {
		return this.plainly((text) => Object.fromEntries(contentsOf(text).failed));
	}

	/**
	 * Username and secret of one token, in every format that a consumer expects.
	 *
	 * Fails, where its outputs are used: a key that is not declared, that is in `failed`, or whose token was adopted
	 * without its secret.
	 */
	token(key: string): DeployTokenCredentials {
		return new DeployTokenCredentials({
			username: () =>
				this.plainly((text) => ofContents(text, (contents) => usernameOf(entryOf(contents, key)))),
			both: () => this.contents.apply((text) => ofContents(text, (contents) => credentialsOf(contents, key))),
		});
	}

	private map<Value>(read: (entry: SetEntry) => Value | undefined): pulumi.Output<Record<string, Value>> {
		return this.plainly((text) => byKey(text, read));
	}

	/** The non-secret part of the contents, unless the program made it a secret. */
	private plainly<Value>(read: (text: string | undefined) => Value): pulumi.Output<Value> {
		const parts = pulumi.all([pulumi.unsecret(this.contents), this.#declared]);
		return parts.apply(([text]) => read(text)) as pulumi.Output<Value>;
	}
}

/** The mocks of a program's tests cannot know the contents; only they omit them. */
function ofContents<Value>(text: string | undefined, read: (contents: SetContents) => Value): Value {
	return text === undefined ? (undefined as unknown as Value) : read(contentsOf(text));
}

function contentsOf(text: string | undefined): SetContents {
	return text === undefined
		? { scopes: [], tokens: new Map(), retired: [], failed: new Map() }
		: parseContents(text);
}

function byKey<Value>(
	text: string | undefined,
	read: (entry: SetEntry) => Value | undefined,
): Record<string, Value> {
	const entries = [...contentsOf(text).tokens].flatMap(([key, entry]): [string, Value][] => {
		const value = read(entry);
		return value === undefined ? [] : [[key, value]];
	});
	return Object.fromEntries(entries);
}

function entryOf(contents: SetContents, key: string): SetEntry {
	// Configuration gives numbers where JavaScript's own objects use their text as the key.
	const entry = contents.tokens.get(String(key));
	if (entry === undefined) throw noToken(key, contents);
	return entry;
}

function usernameOf(entry: SetEntry): string {
	return entry.username ?? defaultUsername(recordedId(entry).tokenId);
}

function credentialsOf(contents: SetContents, key: string): Credentials {
	const entry = entryOf(contents, key);
	if (entry.token === undefined)
		throw new GitLabDeployTokenError(
			"INPUT_INVALID",
			`The secret of token ${JSON.stringify(key)} is unknown: the token was adopted without it.`,
			"Replace the token, or pass `adopt.token` with the next adoption.",
		);
	return { username: usernameOf(entry), password: entry.token };
}

function noToken(key: string, { failed }: SetContents): GitLabDeployTokenError {
	const reason = failed.get(key);
	return reason === undefined
		? new GitLabDeployTokenError(
				"INPUT_INVALID",
				`The set has no token ${JSON.stringify(key)}: it is not declared.`,
				"Use a key of `tokens`.",
			)
		: new GitLabDeployTokenError(
				"DEPLOY_TOKENS_INCOMPLETE",
				`The set has no token ${JSON.stringify(key)}: ${reason}`,
				"Omit the keys in `failed`, or fix the cause and run again.",
			);
}
