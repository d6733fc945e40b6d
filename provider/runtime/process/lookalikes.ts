import type { GitLabClient } from "../../api/client";
import type { NewDeployToken } from "../../api/deploy-tokens";
import { type Owner, ownerLabel, ownerPath } from "../../api/owner";
import type { DeployTokenWire } from "../../api/schemas";
import { isEarlierToken } from "../../model/token/same-token";
import type { TokenId } from "../../model/values/token-id";

/** A live token like one that is created now. */
export interface Lookalike {
	readonly id: TokenId;
	readonly host: string;
}

/**
 * Live tokens like ones that are created now, and that were there before: a run that was interrupted after
 * GitLab had made them, and before the state knew them, may have left them.
 */
export class Lookalikes {
	/** What each owner had before this process created anything there, by name. */
	private readonly before = new Map<string, ReadonlyMap<string, readonly DeployTokenWire[]>>();
	private readonly found = new Map<string, Lookalike>();
	/** How many of those were taken. */
	private taken = 0;

	/** Notes what an owner had; only the first time, since later lists hold what this process made. */
	noteListed(client: GitLabClient, owner: Owner, live: readonly DeployTokenWire[]): void {
		const key = ownerKey(client, owner);
		if (this.before.has(key)) return;
		const byName = new Map<string, DeployTokenWire[]>();
		for (const wire of live) {
			const named = byName.get(wire.name);
			if (named === undefined) byName.set(wire.name, [wire]);
			else named.push(wire);
		}
		this.before.set(key, byName);
	}

	/** Whether {@link noteListed} was called for the owner. */
	isListed(client: GitLabClient, owner: Owner): boolean {
		return this.before.has(ownerKey(client, owner));
	}

	/** Notes the look-alikes of a token that is created now. */
	noteCreation(
		client: GitLabClient,
		owner: Owner,
		{ asked, lifetime }: { asked: NewDeployToken; lifetime: boolean },
	): void {
		const { baseUrl: host } = client.settings;
		for (const wire of this.before.get(ownerKey(client, owner))?.get(asked.name) ?? [])
			if (isEarlierToken(wire, asked, lifetime))
				this.found.set(`${host} ${wire.id}`, { id: { owner, tokenId: wire.id }, host });
	}

	/** The look-alikes found since the last call. */
	take(): Lookalike[] {
		const found = [...this.found.values()].slice(this.taken);
		this.taken += found.length;
		return found;
	}
}

/**
 * The warning about look-alikes of one GitLab. It recommends no deletion: a process has only seen the resources
 * it was asked about, and GitLab does not say who made a token.
 */
export function lookalikesWarning(lookalikes: readonly Lookalike[]): string {
	const byOwner = new Map<string, number[]>();
	for (const { id } of lookalikes) {
		const numbers = byOwner.get(ownerLabel(id.owner));
		if (numbers === undefined) byOwner.set(ownerLabel(id.owner), [id.tokenId]);
		else numbers.push(id.tokenId);
	}
	const named = [...byOwner].map(([owner, numbers]) => `${numbers.join(", ")} of ${owner}`).join("; ");
	const [what, it, theyAre] =
		lookalikes.length === 1
			? ["1 active deploy token identical to one", "it", "it is"]
			: [`${lookalikes.length} active deploy tokens identical to ones`, "them", "they are"];
	return `warning: found ${what} being created, and this run has not seen ${it} in the state: ${named}. Another resource or stack may own ${it}, or an interrupted run may have left ${it}. Nothing was deleted. docs/orphans.md says how to check which ${theyAre}.`;
}

function ownerKey(client: GitLabClient, owner: Owner): string {
	return `${client.settings.baseUrl} ${ownerPath(owner)}`;
}
