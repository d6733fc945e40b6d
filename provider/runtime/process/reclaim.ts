import type { Deadline } from "../../api/client";
import { deleteDeployToken } from "../../api/deploy-tokens";
import { type Owner, ownerLabel } from "../../api/owner";
import type { Settings } from "../../api/settings";
import { connectionOf, type DeployTokenInputs, declaredOwner } from "../../model/token/inputs";
import { isEarlierToken } from "../../model/token/same-token";
import { observedStatus, plannedExpiry, toNewDeployToken } from "../../model/token/state";
import { formatTokenId, parseTokenId, type TokenId } from "../../model/values/token-id";
import { isUnknown } from "../../model/values/unknown";
import type { ProviderContext } from "../context";

/** A token that an interrupted run left, and that the user has named. */
export interface Stray {
	readonly id: TokenId;
	readonly name: string;
}

/**
 * Which of the tokens that the setting `reclaim` names are like a declared one.
 *
 * GitLab does not say who made a token, so only what the user has named counts, and of that only what is
 * live, of the declared owner, declared in every property, and neither in this state nor made by this process.
 * Without the setting nothing is asked.
 *
 * @param declared Called only with the setting: ten thousand declarations are not read for nothing.
 */
export async function findStrays(
	context: ProviderContext,
	declared: () => readonly DeployTokenInputs[],
	settings: Settings,
	deadline?: Deadline,
): Promise<Stray[]> {
	if (settings.reclaim.length === 0) return [];
	const named = settings.reclaim.flatMap((id) => parseTokenId(id) ?? []);
	const found = new Map<string, Stray>();
	await Promise.all(
		declared().map(async (inputs) => {
			for (const stray of await straysOf(context, inputs, named, settings, deadline))
				found.set(formatTokenId(stray.id), stray);
		}),
	);
	return [...found.values()];
}

/** Deletes strays. What is gone already is done. @throws where one cannot be deleted. */
export async function reclaim(
	context: ProviderContext,
	strays: readonly Stray[],
	settings: Settings,
	deadline?: Deadline,
): Promise<void> {
	if (strays.length === 0) return;
	const client = context.connections.open(settings.connection);
	await Promise.all(strays.map(({ id }) => deleteDeployToken(client, id.owner, id.tokenId, deadline)));
	for (const { id } of strays) context.reads.noteDeleted(client, id);
	context.report(straysSentence(strays, "deleted, as `reclaim` asks"));
}

/** What is told of strays, before and after. */
export function straysSentence(strays: readonly Stray[], what: string): string {
	const named = strays
		.slice(0, 5)
		.map(({ id, name }) => `${JSON.stringify(name)} (${id.tokenId}) of ${ownerLabel(id.owner)}`);
	const more = strays.length > 5 ? `, and ${strays.length - 5} more` : "";
	return `${strays.length} deploy token${strays.length === 1 ? "" : "s"} that an interrupted run left: ${named.join(", ")}${more}: ${what}.`;
}

async function straysOf(
	context: ProviderContext,
	inputs: DeployTokenInputs,
	named: readonly TokenId[],
	settings: Settings,
	deadline: Deadline | undefined,
): Promise<Stray[]> {
	if (isUnknown(inputs)) return [];
	const client = context.connections.open(connectionOf(inputs));
	const until = deadline ?? client.deadline();
	// An owner that is not visible is told of by whoever wants its token, not here.
	const owner = await context.owners.resolve(client, declaredOwner(inputs), until).catch(() => undefined);
	if (owner === undefined) return [];
	const nowMs = context.clock.now();
	const asked = toNewDeployToken(inputs, plannedExpiry(inputs, nowMs));
	const candidates = named.filter(
		(id) => sameOwner(id.owner, owner) && !context.creator.isKnown(settings.baseUrl, id.tokenId),
	);
	const strays: Stray[] = [];
	for (const id of candidates) {
		const wire = await context.reads.read(client, id, until);
		if (wire === undefined || observedStatus(wire, nowMs) !== "active") continue;
		if (isEarlierToken(wire, asked, inputs.expiresIn !== undefined)) strays.push({ id, name: wire.name });
	}
	return strays;
}

function sameOwner(one: Owner, other: Owner): boolean {
	return one.kind === other.kind && one.ref === other.ref;
}
