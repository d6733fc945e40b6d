import { type Owner, ownerLabel } from "../../api/owner";
import { type Settings, settingNames } from "../../api/settings";
import type { GitLabName } from "../../model/token/fields";
import { declaredOwner } from "../../model/token/inputs";
import type { TokenRecord } from "../../model/token/record";
import type { RecordedState } from "../../model/token/state";

/** How a recorded token is named to the user, who knows neither its number nor its secret by heart. */
export function tokenLabel({ id, state }: Pick<TokenRecord, "id" | "state">): string {
	return `deploy token ${JSON.stringify(state.name)} (${id.tokenId}) of ${ownerLabel(declaredOwner(state))}`;
}

/** What was seen of a token, and what follows from it. */
export function replacementMessage(seen: string): string {
	return `${seen}; it will be replaced.`;
}

/** What became of a token's declaration. */
export function declarationChanged(record: TokenRecord, properties: readonly string[]): string {
	return `the declaration of ${tokenLabel(record)} changed in ${properties.join(", ")}`;
}

/** What became of a token that does not work any more. */
export function describeStatus(status: RecordedState["status"], { expiresAt }: RecordedState): string {
	if (status === "gone") return "no longer exists in GitLab";
	if (status === "revoked") return "was revoked in GitLab";
	return expiresAt === undefined ? "has expired" : `expired at ${expiresAt}`;
}

/** A token that GitLab calls expired in the response that creates it: its clock is not what its responses say. */
export function expiredAtOnceWarning(record: Pick<TokenRecord, "id" | "state">): string {
	const { expiresAt } = record.state;
	return `warning: ${tokenLabel(record)} was created, and GitLab says that it has expired (expiresAt ${expiresAt}). A proxy in between may set the \`Date\` of responses by a wrong clock; correct that clock, then run again: the token will be replaced.`;
}

/** The number is another token's: GitLab cannot edit a deploy token. */
export function describeDifferences(differences: readonly GitLabName[]): string {
	return `no longer exists in GitLab: its ID belongs to another token now, which differs in ${differences.join(", ")} and is not touched`;
}

/** A deletion that did not happen, since the number belongs to another token. */
export function notOursWarning(record: TokenRecord, differences: readonly GitLabName[]): string {
	return `warning: ${tokenLabel(record)} is gone, and nothing was deleted: GitLab has another token with this ID now, which differs in ${differences.join(", ")}.`;
}

/** A deletion that did not happen, since somebody else in this run holds the number. */
export function stillHeldMessage(record: TokenRecord, other: string): string {
	return `${tokenLabel(record)} was not deleted: it belongs to another resource of this stack now (${other}).`;
}

/**
 * Tokens that were not asked about, since the settings say that their owner is gone. All numbers are named: where the
 * owner does exist, nobody else knows which tokens live on.
 *
 * @param what What became of them.
 */
export function forgottenWarning(
	records: readonly TokenRecord[],
	settings: Settings,
	what: "not deleted" | "removed from the state",
): string {
	const { env } = settingNames(settings.connection, "forgetOwners");
	const some = records.slice(0, 5).map(tokenLabel).join(", ");
	const others = records.slice(5).map(({ id }) => id.tokenId);
	const more = others.length > 0 ? ` and ${others.length} more (numbers ${others.join(", ")})` : "";
	return `warning: ${some}${more}: ${what}, since ${env} names the owner; if the owner still exists, so does the token. Remove the setting afterwards.`;
}

/** The declared path leads to another owner than the one that held the token. */
export function ownerReplaced({ id: { owner, tokenId }, state }: TokenRecord, found: Owner): string {
	const path = ownerLabel(declaredOwner(state));
	return `${path} is now the ${owner.kind} with ID ${found.ref}; deploy token ${JSON.stringify(state.name)} (${tokenId}) belonged to ID ${owner.ref}, which is not visible any more`;
}

/** The declared path leads elsewhere, and the replacement stays with the recorded owner. */
export function ownerKeptMessage(record: TokenRecord, found: Owner): string {
	const { owner } = record.id;
	return `warning: ${ownerLabel(declaredOwner(record.state))} is now the ${owner.kind} with ID ${found.ref}; ${tokenLabel(record)} is recorded for ID ${owner.ref} and will be replaced there. Declare the ${owner.kind} by its ID to make clear which one is meant.`;
}

/** An adoption that the engine asks about only after the set that gives the token up: a set deletes in its update. */
export function adoptedLateWarning(adopter: string, tokenId: number, leaver: string): string {
	return `warning: ${adopter} adopts deploy token ${tokenId}, which ${leaver} gives up in the same run and may delete first. Let the set depend on the resource that adopts (\`dependsOn\`), or remove the key in a second run.`;
}

/** What a preview without a credential says instead of looking. */
export function noCredentialWarning(settings: Settings): string {
	const { env, config } = settingNames(settings.connection, "token");
	return `warning: no credential is configured for ${settings.baseUrl}, so drift of deploy tokens is not detected there; set ${env} or \`${config}\`.`;
}
