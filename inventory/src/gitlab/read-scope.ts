import type { GitLabClient } from "../../../provider/api/client";
import { listDeployTokens } from "../../../provider/api/deploy-tokens";
import type { ErrorCode } from "../../../provider/api/error-codes";
import { isGitLabDeployTokenError } from "../../../provider/api/errors";
import { ownerLabel } from "../../../provider/api/owner";
import { collectAgreed } from "../../../provider/api/pagination";
import type { DeployTokenWire } from "../../../provider/api/schemas";
import { gapOf } from "./gaps";
import { atOnce, findOwner, ownersBelow, ownersOfInstance, withInheritance } from "./owners";
import { inPool } from "./pool";
import { type Gap, ownerKey, type Scan, type ScannedOwner } from "./scan";
import type { Scope } from "./scope";
import { NO_MEMORY, type WalkMemory } from "./walk-memory";

/** Receives the progress of a long scan. */
export type Progress = (done: number, of: number) => void;

/** The options of a scan. */
export interface WalkOptions {
	readonly progress: Progress;
	readonly memory?: WalkMemory;
	/** Ends the scan early. */
	readonly stop?: AbortSignal | undefined;
}

/**
 * Reads every deploy token within a scope. What cannot be read becomes a gap; the rest is still read, unless it would
 * fail in the same way.
 */
export async function readScope(
	client: GitLabClient,
	scope: Scope,
	{ progress, memory = NO_MEMORY, stop }: WalkOptions,
): Promise<Scan> {
	const walk = new Walk(client, { progress, memory, stop });
	// Before the scan: a token created during it would appear to have no owner.
	const before = scope.instance ? await walk.instanceTokens() : undefined;
	const highestId = memory.highestIdAtStart(Math.max(0, ...(before ?? []).map(({ id }) => id)));
	await walk.findOwners(scope);
	await walk.readTokens();
	if (before !== undefined) await walk.addOwnerless(before, highestId);
	return walk.scan(before !== undefined);
}

type Search = () => Promise<ScannedOwner[]>;

/** Errors that would occur for every other owner too. */
const ENDS_WALK: ReadonlySet<ErrorCode> = new Set([
	"GITLAB_NO_SUCH_ROUTE",
	"GITLAB_RATE_LIMITED",
	"GITLAB_REDIRECTED",
	"GITLAB_UNAUTHORIZED",
	"GITLAB_UNREACHABLE",
]);

class Walk {
	private readonly gaps: Gap[] = [];
	private readonly owners = new Map<string, ScannedOwner>();
	/** By the key of the owner. */
	private readonly tokens = new Map<string, readonly DeployTokenWire[]>();
	private readonly recalled = new Set<string>();
	private ownerless: readonly DeployTokenWire[] = [];
	private stopped = false;

	constructor(
		private readonly client: GitLabClient,
		private readonly options: Required<Pick<WalkOptions, "progress" | "memory">> & Pick<WalkOptions, "stop">,
	) {}

	async findOwners(scope: Scope): Promise<void> {
		const searches: Search[] = [
			...(scope.instance
				? [this.search("all groups and projects", () => ownersOfInstance(this.client))]
				: []),
			...scope.groups.map((path) =>
				this.search(`group ${path} and everything below it`, () => ownersBelow(this.client, path)),
			),
			...scope.projects.map((path) =>
				this.search(`project ${path}`, async () => [await findOwner(this.client, "project", path)]),
			),
		];
		for (const search of searches)
			for (const owner of await search()) this.owners.set(ownerKey(owner), owner);
		for (const owner of withInheritance([...this.owners.values()])) this.owners.set(ownerKey(owner), owner);
	}

	/** Reads the tokens of all owners, except those that an earlier scan has read. */
	async readTokens(): Promise<void> {
		for (const [key, owner] of this.owners) {
			const tokens = this.options.memory.recall(owner);
			if (tokens === undefined) continue;
			this.tokens.set(key, tokens);
			this.recalled.add(key);
		}
		await this.readTokensOf([...this.owners.values()].filter((owner) => !this.recalled.has(ownerKey(owner))));
	}

	instanceTokens(): Promise<DeployTokenWire[] | undefined> {
		const what = "deploy tokens of the instance";
		return this.attempt(what, () => this.list(what));
	}

	/**
	 * Adds the tokens that no owner listed. A second list excludes those that were deleted while the owners were read.
	 *
	 * @param highestId The highest ID when the first scan started: a token with a higher one may belong to an owner
	 *   that was not read again.
	 */
	async addOwnerless(before: readonly DeployTokenWire[], highestId: number): Promise<void> {
		let unseen = this.unseenOf(before);
		if (this.recalled.size > 0 && unseen.some(({ id }) => id > highestId)) {
			await this.readTokensOf([...this.recalled].flatMap((key) => this.owners.get(key) ?? []));
			unseen = this.unseenOf(before);
		}
		if (unseen.length === 0) return;
		const after = await this.instanceTokens();
		const still = new Set((after ?? before).map(({ id }) => id));
		this.ownerless = unseen.filter(({ id }) => still.has(id));
	}

	scan(instanceRead: boolean): Scan {
		const { settings } = this.client;
		const owned = [...this.tokens].flatMap(([key, wires]) =>
			wires.map((wire) => ({ owner: this.owners.get(key), wire })),
		);
		const tokens = [...owned, ...this.ownerless.map((wire) => ({ owner: undefined, wire }))];
		return {
			gitlab: settings.baseUrl,
			formerly: settings.movedFrom,
			nowMs: this.client.now(),
			owners: [...this.owners.values()].sort((one, other) => (one.path < other.path ? -1 : 1)),
			read: new Set(this.tokens.keys()),
			tokens: tokens.sort((one, other) => one.wire.id - other.wire.id),
			wholeInstance: instanceRead && this.gaps.length === 0,
			gaps: this.gaps,
			endedEarly: this.stopped,
		};
	}

	private async readTokensOf(owners: readonly ScannedOwner[]): Promise<void> {
		const { progress, memory, stop } = this.options;
		const gapsBefore = this.gaps.length;
		let read = 0;
		let done = 0;
		await inPool(owners, this.client.settings.concurrency, async (owner) => {
			const what = `deploy tokens of ${ownerLabel({ kind: owner.kind, ref: owner.path })}`;
			const wires = await this.attempt(what, () => this.list(what, owner));
			if (wires !== undefined) {
				this.tokens.set(ownerKey(owner), wires);
				memory.keep(owner, wires);
				read += 1;
			}
			done += 1;
			progress(done, owners.length);
			return !this.stopped && stop?.aborted !== true;
		});
		// Requests in flight when the connection failed are among them.
		const left = owners.length - read - (this.gaps.length - gapsBefore);
		if (left > 0) this.gaps.push(notRequested(`deploy tokens of ${left} more projects and groups`));
	}

	private unseenOf(listed: readonly DeployTokenWire[]): DeployTokenWire[] {
		const seen = new Set([...this.tokens.values()].flatMap((wires) => wires.map(({ id }) => id)));
		return listed.filter(({ id }) => !seen.has(id));
	}

	private search(what: string, find: () => Promise<ScannedOwner[]>): Search {
		return async () => {
			if (this.stopped) this.gaps.push(notRequested(what));
			return (await this.attempt(what, find)) ?? [];
		};
	}

	private list(what: string, owner?: ScannedOwner): Promise<DeployTokenWire[]> {
		const of = owner && { kind: owner.kind, ref: owner.id };
		return collectAgreed(what, () => listDeployTokens(this.client, of, atOnce(this.client)));
	}

	/** The result of `read`, `undefined` if it fails; a failure of the whole connection stops all further requests. */
	private async attempt<Result>(what: string, read: () => Promise<Result>): Promise<Result | undefined> {
		if (this.stopped) return undefined;
		try {
			return await read();
		} catch (error) {
			// Several requests are in flight when the connection fails: the first failure reports it for all.
			if (!this.stopped) this.gaps.push(gapOf(what, error));
			if (isGitLabDeployTokenError(error) && ENDS_WALK.has(error.code)) this.stopped = true;
			return undefined;
		}
	}
}

/** The gap for a part that was skipped, since it would have failed in the same way. */
function notRequested(what: string): Gap {
	return {
		what,
		reason: "It was not requested, since it would have failed like the request above.",
		remedy: "Fix the cause, then run the command again.",
	};
}
