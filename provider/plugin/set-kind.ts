import { GitLabDeployTokenError } from "../api/errors";
import { parseContents } from "../model/set/contents";
import { type DeployTokenSetInputs, mayAdopt, tokensAsText } from "../model/set/inputs";
import { recordedId } from "../model/set/records";
import type { DeployTokenSetState } from "../model/set/state";
import { defaultUsername } from "../model/values/default-username";
import { mapIn } from "../model/values/maps";
import { RESOURCE_TYPES } from "../model/values/resource-types";
import { isUnknown, UNKNOWN } from "../model/values/unknown";
import { DeployTokenSetLifecycle } from "../runtime/set/lifecycle";
import type { SetPlan } from "../runtime/set/plan";
import type { Kind, Lifecycle } from "./kind";
import type { Properties } from "./properties";

/** What programs read of a set; it follows from the contents. */
const DERIVED = ["secrets", "usernames", "tokenIds", "failed"] as const;

/** Many deploy tokens in one resource. */
export const setKind: Kind = {
	type: RESOURCE_TYPES.packaged.set,
	secretOutputs: ["contents", "secrets"],
	lifecycle(context) {
		const lifecycle = new DeployTokenSetLifecycle(context);
		const foresee = async (id: string, olds: DeployTokenSetState, news: DeployTokenSetInputs) => {
			const { drift: _, ...inputs } = news;
			const plan = isUnknown(news) ? undefined : await lifecycle.plan(id, olds, news);
			const foreseen = plan === undefined ? UNKNOWNS : byKey(plan);
			return { ...asDeclared(inputs), host: olds.host, contents: UNKNOWN, ...foreseen };
		};
		return Object.assign(lifecycle, { import: refuseImport, foresee }) as unknown as Lifecycle;
	},
	declared: ({ tokens, maxDeletions, ...others }) => ({
		...others,
		...(tokens === undefined ? {} : { tokens: textOf(tokens) }),
		...(maxDeletions === undefined ? {} : { maxDeletions: numberOf(maxDeletions) }),
	}),
	recorded(outputs) {
		const kept: Record<string, unknown> = { ...outputs };
		for (const name of DERIVED) delete kept[name];
		if (kept.tokens !== undefined) kept.tokens = tokensAsText(kept.tokens);
		if (kept.maxDeletions !== undefined) kept.maxDeletions = numberOf(kept.maxDeletions);
		return kept;
	},
	shown: (state) => ({ ...asDeclared(state), ...derived(state.contents) }),
	planned: ({ drift: _, ...inputs }, host) => ({
		...asDeclared(inputs),
		host,
		contents: UNKNOWN,
		...UNKNOWNS,
	}),
	// An entry can adopt a token, with its secret.
	holdsSecret: ({ tokens }) => (mayAdopt(asText(tokens)) ? ["tokens"] : []),
	// Keys can be secret too, and `failed` quotes what failed.
	copies: { tokens: ["usernames", "tokenIds", "failed", "drift"], username: ["usernames"] },
};

const UNKNOWNS = Object.fromEntries(DERIVED.map((name) => [name, UNKNOWN]));

/** The tokens as the lifecycle's JSON text; unknown as a whole where a part of them is. */
function textOf(tokens: unknown): unknown {
	return isUnknown(tokens) ? UNKNOWN : asText(tokens);
}

/** A map, or its text: that contains its quotes as they are, where another conversion would escape them. */
function asText(tokens: unknown): string {
	return typeof tokens === "string" ? tokens : JSON.stringify(tokens ?? null);
}

function numberOf(count: unknown): unknown {
	return typeof count === "string" && /^\d{1,15}$/.test(count) ? Number(count) : count;
}

/** The lifecycle's properties, as a program declares them. */
function asDeclared({ tokens, maxDeletions, ...others }: Properties): Properties {
	return {
		...others,
		...(tokens === undefined ? {} : { tokens: asMap(tokens) }),
		...(maxDeletions === undefined ? {} : { maxDeletions: String(maxDeletions) }),
	};
}

/** Most tokens that are recorded as a map: of ten thousand, each conversion would cost half a second. */
export const MAX_IN_MAP = 1_000;

/**
 * The tokens by key, so that the engine can show each difference by its path. The text is kept where there are too
 * many, where it is not known yet, and where it is none of a map, which `check` refuses.
 */
function asMap(tokens: unknown): unknown {
	if (typeof tokens !== "string" || isUnknown(tokens)) return tokens;
	const map = mapIn(tokens);
	return map !== undefined && Object.keys(map).length <= MAX_IN_MAP ? map : tokens;
}

/** The outputs that follow from the contents. */
type Derived = Record<(typeof DERIVED)[number], unknown>;

function derived(contents: unknown): Properties {
	if (typeof contents !== "string" || isUnknown(contents)) return {};
	const { tokens, failed } = parseContents(contents);
	const secrets: Record<string, string> = {};
	const usernames: Record<string, string> = {};
	const tokenIds: Record<string, number> = {};
	for (const [key, entry] of tokens) {
		const { tokenId } = recordedId(entry);
		if (entry.token !== undefined) secrets[key] = entry.token;
		usernames[key] = entry.username ?? defaultUsername(tokenId);
		tokenIds[key] = tokenId;
	}
	return { secrets, usernames, tokenIds, failed: Object.fromEntries(failed) } satisfies Derived;
}

/** What is known of each key ahead of an update: all of those that stay, and of the others what is declared. */
function byKey({ make, keep, failed }: SetPlan): Derived {
	const secrets: Record<string, string> = {};
	const usernames: Record<string, string> = {};
	const tokenIds: Record<string, number | string> = {};
	for (const [key, { state }] of keep) {
		if (state.token !== undefined) secrets[key] = state.token;
		usernames[key] = state.username;
		tokenIds[key] = state.tokenId;
	}
	for (const { key, inputs } of make) {
		const { username = UNKNOWN, adopt } = inputs;
		const secret = adopt === undefined ? UNKNOWN : adopt.token;
		if (secret !== undefined) secrets[key] = secret;
		usernames[key] = username;
		tokenIds[key] = adopt?.tokenId ?? UNKNOWN;
	}
	return { secrets, usernames, tokenIds, failed: failed.size === 0 ? {} : UNKNOWN };
}

async function refuseImport(id: string): Promise<never> {
	throw new GitLabDeployTokenError(
		"INPUT_INVALID",
		`The deploy token set ${JSON.stringify(id)} cannot be imported: GitLab has tokens, and no sets of them.`,
		"Declare the set with `adopt: { tokenId: … }` in its entries.",
	);
}
