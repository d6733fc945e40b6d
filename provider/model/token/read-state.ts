import type { GitLabDeployTokenError } from "../../api/errors";
import { parseInstant } from "../values/instants";
import { parseTokenId } from "../values/token-id";
import { FIELDS, RECORDED_NAMES } from "./fields";
import type { TokenRecord } from "./record";
import type { DeployTokenState } from "./state";
import { type RecordedProperties, upgradeState } from "./state-upgrade";
import { unreadableState } from "./unreadable-state";

/**
 * The recorded state, from what the engine passes.
 *
 * @param resource The resource it is recorded for, where the engine names it.
 * @throws GitLabDeployTokenError `DEPLOY_TOKEN_STATE_UNREADABLE` where it is malformed.
 */
export function readState(id: string, props: unknown, resource?: string): TokenRecord<DeployTokenState> {
	const tokenId = parseTokenId(id);
	if (tokenId === undefined) throw unreadable(id, "its ID is not `projects/<number>/deploy_tokens/<number>`");
	const upgraded = upgradeState(
		(typeof props === "object" && props !== null ? props : {}) as RecordedProperties,
	);
	if ("reason" in upgraded) throw unreadable(id, upgraded.reason, upgraded.hint);
	const raw = upgraded.value;
	const wrong = Object.entries(STATE_SHAPE).find(([key, fits]) => !fits(raw[key]));
	if (wrong !== undefined) throw unreadable(id, `\`${wrong[0]}\` is missing or malformed`);
	const { kind, ref } = tokenId.owner;
	const owner = raw[kind];
	if (owner === undefined || (typeof owner === "number" && owner !== ref))
		throw unreadable(id, `\`${kind}\` is not the owner in its ID`);
	if (raw[kind === "project" ? "group" : "project"] !== undefined)
		throw unreadable(id, "it names both a project and a group");
	if (raw.tokenId !== tokenId.tokenId) throw unreadable(id, "`tokenId` is not the token in its ID");
	const { __provider, ...rest } = raw;
	const state = rest as unknown as DeployTokenState;
	return { id: tokenId, state, holder: holderOf(state, resource) };
}

/**
 * The holder of a token: another resource with the same ID was created at another time, with another secret. For an
 * imported one neither is known, so it is identified by the resource itself.
 */
export function holderOf({ createdAt, token = "" }: DeployTokenState, resource = "imported"): string {
	return `${createdAt ?? resource} ${token}`;
}

const isText = (value: unknown) => typeof value === "string" && value !== "";

/** The shape of each recorded property, in the order in which they are checked. */
const STATE_SHAPE: Readonly<Record<string, (value: unknown) => boolean>> = {
	...Object.fromEntries(RECORDED_NAMES.map((name) => [name, FIELDS[name].isRecordable])),
	usernameIsDefault: (value) => value === undefined || typeof value === "boolean",
	status: (value) => value === "active" || value === "revoked" || value === "expired",
	tokenId: (value) => typeof value === "number",
	token: (value) => value === undefined || isText(value),
	createdAt: (value) => value === undefined || "value" in parseInstant(value),
	host: isText,
};

function unreadable(id: string, why: string, hint = STATE_LOST): GitLabDeployTokenError {
	return unreadableState(`state of ${JSON.stringify(id)}`, { why, hint });
}

const STATE_LOST =
	"Restore the stack's state from a backup, or remove the resource with `pulumi state delete`; the token stays in GitLab until it is deleted there.";
