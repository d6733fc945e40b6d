import { type Owner, ownerLabel } from "../../api/owner";
import { type Settings, settingNames } from "../../api/settings";
import { declaredOwner } from "../../model/token/inputs";
import type { RecordedState } from "../../model/token/state";
import type { TokenId } from "../../model/values/token-id";

/** How a recorded token is named to the user, who knows neither its number nor its secret by heart. */
export function tokenLabel({ tokenId }: TokenId, state: RecordedState): string {
	return `deploy token ${JSON.stringify(state.name)} (${tokenId}) of ${ownerLabel(declaredOwner(state))}`;
}

/** What was seen of a token, and what follows from it. */
export function replacementMessage(seen: string): string {
	return `${seen}; it will be replaced.`;
}

/** What became of a token's declaration. */
export function declarationChanged(id: TokenId, state: RecordedState, properties: readonly string[]): string {
	return `the declaration of ${tokenLabel(id, state)} changed in ${properties.join(", ")}`;
}

/** What became of a token; `observed` is `undefined` where it is gone. */
export function describeDrift(observed: RecordedState | undefined, drifted: readonly string[]): string {
	if (observed === undefined || observed.status === "gone") return "no longer exists in GitLab";
	if (observed.status === "revoked") return "was revoked in GitLab";
	if (observed.status === "expired")
		return observed.expiresAt === undefined ? "has expired" : `expired at ${observed.expiresAt}`;
	return `differs in GitLab from what is recorded, in ${drifted.join(", ")}`;
}

/** The declared path leads to another owner than the one that held the token. */
export function ownerReplaced({ owner, tokenId }: TokenId, state: RecordedState, found: Owner): string {
	const path = ownerLabel(declaredOwner(state));
	return `${path} is ${owner.kind} number ${found.ref} now; deploy token ${JSON.stringify(state.name)} (${tokenId}) belonged to number ${owner.ref}, which is not visible any more`;
}

/** What a preview without a credential says instead of looking. */
export function noCredentialWarning(settings: Settings): string {
	const { env, config } = settingNames(settings.connection, "token");
	return `warning: no credential is configured for ${settings.baseUrl}, so deploy tokens are not looked at there; set ${env} or \`${config}\`.`;
}
