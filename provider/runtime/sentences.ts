import { ownerLabel } from "../api/owner";
import { type Settings, settingNames } from "../api/settings";
import { declaredOwner } from "../model/inputs";
import type { DeployTokenState } from "../model/state";
import type { TokenId } from "../model/token-id";

/** What was seen of a token, and what follows from it; `observed` is `undefined` where it is gone. */
export function driftSentence(
	{ tokenId }: TokenId,
	recorded: DeployTokenState,
	observed: DeployTokenState | undefined,
	drifted: readonly string[],
): string {
	const token = `deploy token ${JSON.stringify(recorded.name)} (${tokenId}) of ${ownerLabel(declaredOwner(recorded))}`;
	return `${token} ${whatWasSeen(observed, drifted)}; it will be replaced.`;
}

function whatWasSeen(observed: DeployTokenState | undefined, drifted: readonly string[]): string {
	if (observed === undefined) return "no longer exists in GitLab";
	if (observed.status === "revoked") return "was revoked in GitLab";
	if (observed.status === "expired")
		return observed.expiresAt === undefined ? "has expired" : `expired at ${observed.expiresAt}`;
	return `differs in GitLab from what is recorded, in ${drifted.join(", ")}`;
}

/** What a preview without a credential says instead of looking. */
export function uncheckedSentence(settings: Settings): string {
	const { env, config } = settingNames(settings.connection, "token");
	return `warning: no credential is configured for ${settings.baseUrl}, so deploy tokens are not looked at there; set ${env} or \`${config}\`.`;
}
