import type { GitLabClient } from "../../../provider/api/client";
import { listDeployTokens } from "../../../provider/api/deploy-tokens";
import type { ErrorCode } from "../../../provider/api/error-codes";
import { isGitLabDeployTokenError } from "../../../provider/api/errors";
import { ownerLabel } from "../../../provider/api/owner";
import { collectAgreed } from "../../../provider/api/pagination";
import type { DeployTokenWire } from "../../../provider/api/schemas";
import { gapOf } from "./gaps";
import { findOwner, ownersBelow, ownersOfInstance, withInheritance } from "./owners";
import { inPool } from "./pool";
import { type Gap, ownerKey, type Scan, type ScannedOwner, type ScannedToken } from "./scan";

/** Whose tokens are wanted. */
export interface Scope {
	readonly groups: readonly string[];
	readonly projects: readonly string[];
	readonly instance: boolean;
}

/** Hears how far a long walk is. */
export type Progress = (done: number, of: number) => void;

/**
 * Every deploy token within a scope. What cannot be read becomes a gap; the rest is read all the same, unless the
 * failure would be the same for everything.
 */
export async function readScope(client: GitLabClient, scope: Scope, progress: Progress): Promise<Scan> {
	const walk = new Walk(client, progress);
	// Before the walk: a token made during it would seem to have no owner.
	const before = scope.instance ? await walk.instanceTokens() : undefined;
	await walk.findOwners(scope);
	await walk.readTokens();
	if (before !== undefined) await walk.addOwnerless(before);
	return walk.scan(before !== undefined);
}

type Search = () => Promise<ScannedOwner[]>;

/** What would fail in the same way for every other owner. */
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
	private readonly read = new Set<string>();
	private readonly tokens: ScannedToken[] = [];
	private stopped = false;

	constructor(
		private readonly client: GitLabClient,
		private readonly progress: Progress,
	) {}

	async findOwners(scope: Scope): Promise<void> {
		const searches: Search[] = [
			...(scope.instance
				? [this.search("all groups and projects", () => ownersOfInstance(this.client))]
				: []),
			...scope.groups.map((path) =>
				this.search(`group ${path} and all below it`, () => ownersBelow(this.client, path)),
			),
			...scope.projects.map((path) =>
				this.search(`project ${path}`, async () => [await findOwner(this.client, "project", path)]),
			),
		];
		for (const search of searches)
			for (const owner of await search()) this.owners.set(ownerKey(owner), owner);
		for (const owner of withInheritance([...this.owners.values()])) this.owners.set(ownerKey(owner), owner);
	}

	async readTokens(): Promise<void> {
		const owners = [...this.owners.values()];
		const gapsBefore = this.gaps.length;
		let done = 0;
		await inPool(owners, this.client.settings.concurrency, async (owner) => {
			const what = `deploy tokens of ${ownerLabel({ kind: owner.kind, ref: owner.path })}`;
			const wires = await this.attempt(what, () => this.list(what, owner));
			if (wires !== undefined) {
				this.read.add(ownerKey(owner));
				for (const wire of wires) this.tokens.push({ owner, wire });
			}
			done += 1;
			this.progress(done, owners.length);
			return !this.stopped;
		});
		// Requests that were on their way when the connection failed are among them.
		const left = owners.length - this.read.size - (this.gaps.length - gapsBefore);
		if (left > 0) this.gaps.push(notAskedFor(`deploy tokens of ${left} more projects and groups`));
	}

	instanceTokens(): Promise<DeployTokenWire[] | undefined> {
		const what = "deploy tokens of the instance";
		return this.attempt(what, () => this.list(what));
	}

	/** Adds what no owner showed. A second list leaves out what was deleted while the owners were read. */
	async addOwnerless(before: readonly DeployTokenWire[]): Promise<void> {
		const seen = new Set(this.tokens.map(({ wire }) => wire.id));
		const ownerless = before.filter(({ id }) => !seen.has(id));
		if (ownerless.length === 0) return;
		const after = await this.instanceTokens();
		const still = new Set((after ?? before).map(({ id }) => id));
		for (const wire of ownerless) if (still.has(wire.id)) this.tokens.push({ owner: undefined, wire });
	}

	scan(instanceRead: boolean): Scan {
		const { settings } = this.client;
		return {
			gitlab: settings.baseUrl,
			formerly: settings.movedFrom,
			nowMs: this.client.now(),
			owners: [...this.owners.values()].sort((one, other) => (one.path < other.path ? -1 : 1)),
			read: this.read,
			tokens: this.tokens.sort((one, other) => one.wire.id - other.wire.id),
			wholeInstance: instanceRead && this.gaps.length === 0,
			gaps: this.gaps,
		};
	}

	private search(what: string, find: () => Promise<ScannedOwner[]>): Search {
		return async () => {
			if (this.stopped) this.gaps.push(notAskedFor(what));
			return (await this.attempt(what, find)) ?? [];
		};
	}

	private list(what: string, owner?: ScannedOwner): Promise<DeployTokenWire[]> {
		const of = owner && { kind: owner.kind, ref: owner.id };
		return collectAgreed(what, () => listDeployTokens(this.client, of));
	}

	/** What `read` yields, `undefined` where it fails; a failure of the whole connection stops everything after it. */
	private async attempt<Result>(what: string, read: () => Promise<Result>): Promise<Result | undefined> {
		if (this.stopped) return undefined;
		try {
			return await read();
		} catch (error) {
			// Several requests are on their way when the connection fails: the first failure says it for all.
			if (!this.stopped) this.gaps.push(gapOf(what, error));
			if (isGitLabDeployTokenError(error) && ENDS_WALK.has(error.code)) this.stopped = true;
			return undefined;
		}
	}
}

/** What was left out, since a failure would have been the same for everything after it. */
function notAskedFor(what: string): Gap {
	return {
		what,
		reason: "It was not asked for after the failure above, which would have been the same.",
		remedy: "Remove its cause, then run again.",
	};
}
