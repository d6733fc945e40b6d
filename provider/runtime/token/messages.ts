import { type Owner, ownerLabel } from "../../api/owner";
import { type Settings, settingNames } from "../../api/settings";
import type { GitLabName } from "../../model/token/fields";
import { declaredOwner } from "../../model/token/inputs";
import type { TokenRecord } from "../../model/token/record";
import type { RecordedState } from "../../model/token/state";
import { MAX_NAMED } from "../../model/values/some-of";

/** How a recorded token is named to the user, who knows neither its ID nor its secret by heart. */
export function tokenLabel({ id, state }: Pick<TokenRecord, "id" | "state">): string {
	return `deploy token ${JSON.stringify(state.name)} (${id.tokenId}) of ${ownerLabel(declaredOwner(state))}`;
}

/** What was observed of a token, and what follows from it. */
export function replacementMessage(seen: string): string {
	return `${seen}; it will be replaced.`;
}

/** What happened to a token's declaration. */
export function declarationChanged(record: TokenRecord, properties: readonly string[]): string {
	return `the declaration of ${tokenLabel(record)} changed in ${properties.join(", ")}`;
}

/** What happened to a token that is inactive. */
export function describeStatus(status: RecordedState["status"], { expiresAt }: RecordedState): string {
	if (status === "gone") return "no longer exists in GitLab";
	if (status === "revoked") return "was revoked in GitLab";
	return expiresAt === undefined ? "has expired" : `expired at ${expiresAt}`;
}

/** A token that GitLab reports as expired in the response that creates it: its clock is not what its responses show. */
export function expiredAtOnceWarning(record: Pick<TokenRecord, "id" | "state">): string {
	const { expiresAt } = record.state;
	return `warning: ${tokenLabel(record)} was created, and GitLab reports it as expired (expiresAt ${expiresAt}). A proxy in between may set the \`Date\` of responses by a wrong clock; correct that clock, then run again: the token will be replaced.`;
}

/** The ID is another token's: GitLab cannot edit a deploy token. */
export function describeDifferences(differences: readonly GitLabName[]): string {
	return `no longer exists in GitLab: its ID belongs to another token now, which differs in ${differences.join(", ")} and is not touched`;
}

/** A deletion that did not happen, since the ID belongs to another token. */
export function notOursWarning(record: TokenRecord, differences: readonly GitLabName[]): string {
	return `warning: ${tokenLabel(record)} is gone, and nothing was deleted: GitLab has another token with this ID now, which differs in ${differences.join(", ")}.`;
}

/** A deletion that did not happen, since another resource in this run holds the ID. */
export function stillHeldMessage(record: TokenRecord, other: string): string {
	return `${tokenLabel(record)} was not deleted: it now belongs to another resource of this stack (${other}).`;
}

/**
 * Tokens that were not read, since the settings name their owner as gone. All IDs are named: where the owner does
 * exist, only this message shows which tokens stay active.
 *
 * @param what What happened to them.
 */
export function forgottenWarning(
	records: readonly TokenRecord[],
	settings: Settings,
	what: "not deleted" | "removed from the state",
): string {
	const { env } = settingNames(settings.connection, "forgetOwners");
	const some = records.slice(0, MAX_NAMED).map(tokenLabel).join(", ");
	const others = records.slice(MAX_NAMED).map(({ id }) => id.tokenId);
	const more = others.length > 0 ? ` and ${others.length} more (IDs ${others.join(", ")})` : "";
	return `warning: ${some}${more}: ${what}, since ${env} names the owner; if the owner still exists, so does the token. Remove the setting afterwards.`;
}

/** The declared path resolves to another owner than the one that had the token. */
export function ownerReplaced({ id: { owner, tokenId }, state }: TokenRecord, found: Owner): string {
	const path = ownerLabel(declaredOwner(state));
	return `${path} is now the ${owner.kind} with ID ${found.ref}; deploy token ${JSON.stringify(state.name)} (${tokenId}) belonged to ID ${owner.ref}, which is no longer visible`;
}

/** The declared path resolves elsewhere, and the replacement stays with the recorded owner. */
export function ownerKeptMessage(record: TokenRecord, found: Owner): string {
	const { owner } = record.id;
	return `warning: ${ownerLabel(declaredOwner(record.state))} is now the ${owner.kind} with ID ${found.ref}; ${tokenLabel(record)} is recorded for ID ${owner.ref} and will be replaced there. Declare the ${owner.kind} by its ID to make clear which one is meant.`;
}

/** An adoption that the engine requests only after the set that gives the token up: a set deletes in its update. */
export function adoptedLateWarning(adopter: string, tokenId: number, leaver: string): string {
	return `warning: ${adopter} adopts deploy token ${tokenId}, which ${leaver} gives up in the same run and may delete first. Let the set depend on the resource that adopts (\`dependsOn\`), or remove the key in a second run.`;
}

/** The message of a preview that cannot read GitLab without a credential. */
export function noCredentialWarning(settings: Settings): string {
	const { env, config } = settingNames(settings.connection, "token");
	return `warning: no credential is configured for ${settings.baseUrl}, so drift of deploy tokens is not detected there; set ${env} or \`${config}\`.`;
}
