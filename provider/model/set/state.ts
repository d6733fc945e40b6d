import type { GitLabDeployTokenError } from "../../api/errors";
import { type RecordedProperties, type UpgradeStep, upgradeState } from "../token/state-upgrade";
import { unreadableState } from "../token/unreadable-state";
import { formatContents, parseContents, type SetContents } from "./contents";
import { type DeployTokenSetInputs, tokensAsText } from "./inputs";
import type { SetPlace } from "./records";

/** What the state keeps of a `DeployTokenSet`: the inputs, since a refresh has nothing else, and the contents. */
export interface DeployTokenSetState extends Omit<DeployTokenSetInputs, "drift"> {
	/** Base URL of the GitLab that holds the tokens. */
	readonly host: string;
	/** {@link SetContents} as text. Secret as a whole. */
	readonly contents: string;
	/**
	 * What a refresh observed, by key, until the next update: the engine shows a refresh's difference by the
	 * outputs.
	 */
	readonly drift?: DeployTokenSetInputs["drift"];
}

/** A set as recorded. */
export interface RecordedSet {
	readonly id: string;
	readonly inputs: Omit<DeployTokenSetInputs, "drift">;
	/** A refresh observed something that no update has handled since. */
	readonly drifted: boolean;
	readonly host: string;
	readonly contents: SetContents;
}

/** Where a set is recorded, for the records of its tokens. */
export function placeOf({ id, host, contents }: RecordedSet): SetPlace {
	return { setId: id, host, scopes: contents.scopes };
}

/** The steps from version to version of a set's state, as those of a `DeployToken`'s. */
const STEPS: readonly UpgradeStep[] = [];

/** The state of a set. */
export function setState(
	inputs: Omit<DeployTokenSetInputs, "drift">,
	contents: SetContents,
	host: string,
): DeployTokenSetState {
	const { drift: _, ...kept } = inputs as DeployTokenSetInputs;
	return { ...kept, host, contents: formatContents(contents) };
}

/**
 * The recorded set, from what the engine passes.
 *
 * @throws GitLabDeployTokenError `DEPLOY_TOKEN_STATE_UNREADABLE` where it is malformed.
 */
export function readSetState(id: string, props: unknown): RecordedSet {
	const raw = (typeof props === "object" && props !== null ? props : {}) as RecordedProperties;
	const upgraded = upgradeState(raw, STEPS);
	if ("reason" in upgraded) throw unreadable(id, upgraded.reason, upgraded.hint);
	const { __provider, host, contents, drift, ...recorded } =
		upgraded.value as Partial<DeployTokenSetState> & {
			__provider?: unknown;
		};
	const inputs = { ...recorded, tokens: tokensAsText(recorded.tokens) };
	if (typeof host !== "string" || typeof contents !== "string" || typeof inputs.tokens !== "string")
		throw unreadable(id);
	return {
		id,
		inputs: inputs as RecordedSet["inputs"],
		drifted: drift !== undefined,
		host,
		contents: parseContents(contents),
	};
}

function unreadable(id: string, why?: string, hint?: string): GitLabDeployTokenError {
	return unreadableState(`state of the deploy token set ${JSON.stringify(id)}`, { why, hint });
}
