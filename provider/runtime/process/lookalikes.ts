import type { GitLabClient } from "../../api/client";
import type { NewDeployToken } from "../../api/deploy-tokens";
import { type Owner, ownerLabel, ownerPath } from "../../api/owner";
import type { DeployTokenWire } from "../../api/schemas";
import { settingNames } from "../../api/settings";
import { isEarlierToken } from "../../model/token/same-token";
import { formatTokenId, type TokenId } from "../../model/values/token-id";

/** Most twins that are named; the rest is counted, and stands in the setting to copy. */
const MAX_NAMED = 5;

/** A live token like one that is created now. */
export interface Lookalike {
	readonly id: TokenId;
	readonly name: string;
	readonly host: string;
	readonly connection: string;
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

	/** Notes the twins of a token that is created now. */
	noteCreation(
		client: GitLabClient,
		owner: Owner,
		{ asked, lifetime }: { asked: NewDeployToken; lifetime: boolean },
	): void {
		const { baseUrl: host, connection } = client.settings;
		for (const wire of this.before.get(ownerKey(client, owner))?.get(asked.name) ?? [])
			if (isEarlierToken(wire, asked, lifetime))
				this.found.set(`${host} ${wire.id}`, {
					id: { owner, tokenId: wire.id },
					name: wire.name,
					host,
					connection,
				});
	}

	/** All twins that were found; none where the last call had them all. */
	take(): Lookalike[] {
		const found = [...this.found.values()];
		if (found.length === this.taken) return [];
		this.taken = found.length;
		return found;
	}
}

/** What to tell of twins that nobody here knows, all of one connection. */
export function lookalikesWarning(twins: readonly Lookalike[], connection: string): string {
	const named = twins
		.slice(0, MAX_NAMED)
		.map(({ id, name }) => `${JSON.stringify(name)} (${id.tokenId}) of ${ownerLabel(id.owner)}`);
	const more = twins.length > MAX_NAMED ? `, and ${twins.length - MAX_NAMED} more` : "";
	const [are, them] =
		twins.length === 1
			? ["1 live deploy token is", "it"]
			: [`${twins.length} live deploy tokens are`, "them"];
	const { env, config } = settingNames(connection, "reclaim");
	const ids = twins.map(({ id }) => formatTokenId(id)).join(",");
	return `warning: ${are} like what is created now, and this stack does not know ${them}: ${named.join(", ")}${more}. If no other stack has made ${them}, an interrupted run left ${them}, and nobody holds the secret: the next \`pulumi up\` deletes ${them} with ${env}=${ids} (or \`${config}\`).`;
}

function ownerKey(client: GitLabClient, owner: Owner): string {
	return `${client.settings.baseUrl} ${ownerPath(owner)}`;
}
