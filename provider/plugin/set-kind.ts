import { GitLabDeployTokenError } from "../api/errors";
import { parseContents } from "../model/set/contents";
import { recordedId } from "../model/set/records";
import { defaultUsername } from "../model/values/default-username";
import { isUnknown, UNKNOWN } from "../model/values/unknown";
import { DeployTokenSetLifecycle } from "../runtime/set/lifecycle";
import { PACKAGE } from "./configuration";
import type { Kind, Lifecycle } from "./kind";
import type { Properties } from "./properties";

/** What programs read of a set; it follows from the contents. */
const DERIVED = ["secrets", "usernames", "tokenIds", "failed"] as const;

/** Many deploy tokens in one resource. */
export const setKind: Kind = {
	type: `${PACKAGE}:index:DeployTokenSet`,
	secretOutputs: ["contents", "secrets"],
	lifecycle(context) {
		const lifecycle = new DeployTokenSetLifecycle(context);
		return Object.assign(lifecycle, { import: refuseImport }) as unknown as Lifecycle;
	},
	declared: ({ tokens, maxDeletions, ...others }) => ({
		...others,
		...(tokens === undefined ? {} : { tokens: textOf(tokens) }),
		...(maxDeletions === undefined ? {} : { maxDeletions: numberOf(maxDeletions) }),
	}),
	recorded(outputs) {
		const kept: Record<string, unknown> = { ...outputs };
		for (const name of DERIVED) delete kept[name];
		if (kept.maxDeletions !== undefined) kept.maxDeletions = numberOf(kept.maxDeletions);
		return kept;
	},
	shown: (state) => ({ ...withText(state), ...derived(state.contents) }),
	planned: ({ drift: _, ...inputs }, host) => ({ ...withText(inputs), host, contents: UNKNOWN, ...UNKNOWNS }),
	// Which keys change is not known without asking GitLab again.
	async plannedUpdate(_lifecycle, { olds: { host }, news: { drift: _, ...inputs } }) {
		return { ...withText(inputs), host, contents: UNKNOWN, ...UNKNOWNS };
	},
	// An entry can adopt a token, with its secret; a part of a text cannot be marked.
	holdsSecret: ({ tokens }) => (typeof tokens === "string" && tokens.includes('"adopt"') ? ["tokens"] : []),
};

const UNKNOWNS = Object.fromEntries(DERIVED.map((name) => [name, UNKNOWN]));

/** The tokens as the text in which the lifecycle knows them; as a whole not known where a part of them is not. */
function textOf(tokens: unknown): unknown {
	if (isUnknown(tokens)) return UNKNOWN;
	return typeof tokens === "string" ? tokens : JSON.stringify(tokens);
}

function numberOf(count: unknown): unknown {
	return typeof count === "string" && /^\d{1,15}$/.test(count) ? Number(count) : count;
}

function withText({ maxDeletions, ...others }: Properties): Properties {
	return maxDeletions === undefined ? others : { ...others, maxDeletions: String(maxDeletions) };
}

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
	return { secrets, usernames, tokenIds, failed: Object.fromEntries(failed) } satisfies Record<
		(typeof DERIVED)[number],
		unknown
	>;
}

async function refuseImport(id: string): Promise<never> {
	throw new GitLabDeployTokenError(
		"INPUT_INVALID",
		`The deploy token set ${JSON.stringify(id)} cannot be imported: GitLab knows tokens, and no sets of them.`,
		"Declare the set with `adopt: { tokenId: … }` in its entries.",
	);
}
