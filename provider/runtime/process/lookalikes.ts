import type { GitLabClient } from "../../api/client";
import type { NewDeployToken } from "../../api/deploy-tokens";
import { type Owner, ownerLabel } from "../../api/owner";
import type { DeployTokenWire } from "../../api/schemas";
import { isEarlierToken } from "../../model/token/same-token";
import type { TokenId } from "../../model/values/token-id";
import { ownerInGitLab } from "./owner-key";

/** An active token identical to one that is being created. */
export interface Lookalike {
	readonly id: TokenId;
	readonly host: string;
}

/**
 * Active tokens that are identical to ones being created and existed before: a run that was interrupted after
 * GitLab had created them, and before they were recorded, may have left them.
 */
export class Lookalikes {
	/** What each owner had before this process created anything there, by name. */
	private readonly before = new Map<string, ReadonlyMap<string, readonly DeployTokenWire[]>>();
	private readonly found = new Map<string, Lookalike>();
	/** How many of those were returned. */
	private taken = 0;

	/** Records what an owner had; only the first time, since later lists include what this process created. */
	noteListed(client: GitLabClient, owner: Owner, live: readonly DeployTokenWire[]): void {
		const key = ownerInGitLab(client, owner);
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
		return this.before.has(ownerInGitLab(client, owner));
	}

	/** Records the look-alikes of a token that is being created. */
	noteCreation(
		client: GitLabClient,
		owner: Owner,
		{ requested, lifetime }: { requested: NewDeployToken; lifetime: boolean },
	): void {
		const { baseUrl: host } = client.settings;
		for (const wire of this.before.get(ownerInGitLab(client, owner))?.get(requested.name) ?? [])
			if (isEarlierToken(wire, requested, lifetime))
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
 * The warning about look-alikes of one GitLab. It recommends no deletion: a process has only seen the resources it
 * was called for, and GitLab does not report who created a token.
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
