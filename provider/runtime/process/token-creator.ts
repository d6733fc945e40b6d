import type { Deadline, GitLabClient } from "../../api/client";
import type { Clock } from "../../api/clock";
import {
	createDeployToken,
	deleteDeployToken,
	listDeployTokens,
	type NewDeployToken,
} from "../../api/deploy-tokens";
import { GitLabDeployTokenError, isGitLabDeployTokenError } from "../../api/errors";
import { type Owner, ownerLabel, ownerPath } from "../../api/owner";
import { collectAgreed } from "../../api/pagination";
import type { CreatedTokenWire, DeployTokenWire } from "../../api/schemas";
import { settingNames } from "../../api/settings";
import { isSameToken } from "../../model/token/same-token";
import type { Claims } from "./claims";
import { Lookalikes, lookalikesWarning } from "./lookalikes";
import { ownerInGitLab } from "./owner-key";
import { SharedRequests } from "./shared-requests";

/** When to search for a token whose creation was not confirmed, counted from the failure, in milliseconds. */
const SEARCHES_MS = [0, 2_000, 10_000];

/** The timeout of each search, past the operation's deadline too: an orphan is worse than a late end. */
const SEARCH_TIMEOUT_MS = 15_000;

/** Orphans that one lost response after the other may leave before `orphans: delete` gives up. */
const MAX_CREATIONS = 3;

/**
 * How long an ID represents "what exists now": after that a token may be older than the POST, and newer than the
 * ID.
 */
const WATERMARK_MS = 5_000;

/** An ID of an owner above which its tokens are newer than `atMs`, epoch milliseconds. */
interface LastKnownId {
	readonly id: number;
	readonly atMs: number;
}

/** An owner's active tokens, and when the list was started. */
interface Listed {
	readonly atMs: number;
	readonly active: readonly DeployTokenWire[];
}

/** What was found after a creation that was not confirmed. */
interface OrphanSearch {
	readonly found: readonly DeployTokenWire[];
	/** Whether GitLab could be listed at all. */
	readonly searched: boolean;
}

/** Where to create a token, and by when. */
export interface CreationTarget {
	readonly client: GitLabClient;
	readonly owner: Owner;
	readonly deadline: Deadline;
}

/** A creation to execute. */
export interface Creation {
	/** The same text for creations whose tokens cannot be distinguished: they are created one after the other. */
	readonly key: string;
	/** Whether the token expires by a lifetime, and not at a declared instant. */
	readonly lifetime: boolean;
	/** The request to GitLab, right before it is sent. May throw: nothing has been sent then. */
	plan(): NewDeployToken;
	/** Called with the token as soon as it exists. Must not throw. */
	created(token: CreatedTokenWire): void;
}

/**
 * Creates tokens so that none is left behind unnoticed.
 *
 * GitLab cannot be requested whether it executed a request, and a second POST creates a second token. So the owner's
 * highest ID represents what existed before, and after a lost response a newer token of that owner that is
 * identical, and that this process does not hold, is the one in question.
 *
 * Before the first creation for an owner its tokens are listed, also to find one that an interrupted run may have
 * left. After that the IDs assigned to this process are used, while they are fresh.
 */
export class TokenCreator {
	/** By owner: the highest ID assigned to this process, and when. */
	private readonly highest = new Map<string, LastKnownId>();
	private readonly lookalikes = new Lookalikes();
	private readonly listing = new SharedRequests<Listed>();
	private readonly turns = new Map<string, Promise<unknown>>();
	private readonly clock: Clock;
	private readonly claims: Claims;
	private readonly report: (message: string) => void;

	constructor({
		clock,
		claims,
		report,
	}: { clock: Clock; claims: Claims; report: (message: string) => void }) {
		this.clock = clock;
		this.claims = claims;
		this.report = report;
	}

	/** Reports active tokens that are identical to those created and that this process does not hold; each once. */
	reportLookalikes(): void {
		const unknown = this.lookalikes
			.take()
			.filter(({ host, id }) => !this.claims.isClaimed({ host, tokenId: id.tokenId }));
		if (unknown.length > 0) this.report(lookalikesWarning(unknown));
	}

	/**
	 * Creates a token; identical ones one after the other.
	 *
	 * @throws GitLabDeployTokenError `CREATE_UNCERTAIN` where an orphan may exist; it names the token where it can
	 * be identified, and how to remove it.
	 */
	async create(target: CreationTarget, creation: Creation): Promise<CreatedTokenWire> {
		const key = `${ownerInGitLab(target.client, target.owner)} ${creation.key}`;
		const before = this.turns.get(key) ?? Promise.resolve();
		const result = before.then(() => this.createAlone(target, creation));
		const settled = result.catch(() => undefined);
		this.turns.set(key, settled);
		try {
			return await result;
		} finally {
			if (this.turns.get(key) === settled) this.turns.delete(key);
		}
	}

	private async createAlone(target: CreationTarget, creation: Creation): Promise<CreatedTokenWire> {
		const { client, owner, deadline } = target;
		for (let attempt = 1; ; attempt += 1) {
			const before = await this.lastKnownId(target);
			const requested = creation.plan();
			this.lookalikes.noteCreation(client, owner, { requested, lifetime: creation.lifetime });
			let sent: { readonly atMs: number; readonly lastKnown: LastKnownId } | undefined;
			const sending = () => {
				if (before !== undefined) sent = { atMs: this.clock.now(), lastKnown: this.newest(target, before) };
			};
			try {
				const created = await createDeployToken(client, owner, requested, deadline, sending);
				creation.created(created);
				this.noteHighest(target, created.id);
				return created;
			} catch (error) {
				if (!isGitLabDeployTokenError(error, "CREATE_UNCERTAIN") || sent === undefined) throw error;
				const { lastKnown } = sent;
				const search = await this.search(target, requested, lastKnown.id);
				const [orphan, ...others] = search.found;
				// A request can be held back for long, by GitLab's limits or behind others; meanwhile another
				// client may have created such a token.
				const reason = isFresh(lastKnown, sent.atMs) ? undefined : TOO_OLD;
				const remove =
					client.settings.orphans === "delete" && reason === undefined && attempt < MAX_CREATIONS;
				if (orphan === undefined || others.length > 0 || !remove)
					throw uncertain(error, target, { ...search, whyNotDeleted: reason });
				await deleteDeployToken(client, owner, orphan.id, deadline).catch(() => {
					throw uncertain(error, target, search);
				});
			}
		}
	}

	/** The ID above which the owner's tokens are newer than now; `undefined` where the credential may not list. */
	private async lastKnownId(target: CreationTarget): Promise<LastKnownId | undefined> {
		const highest = this.highest.get(ownerInGitLab(target.client, target.owner));
		const fresh = highest !== undefined && isFresh(highest, this.clock.now());
		if (fresh && this.lookalikes.isListed(target.client, target.owner)) return highest;
		const listed = await this.listActive(target);
		if (listed === undefined) return undefined;
		return { id: listed.active.reduce((highest, { id }) => Math.max(highest, id), 0), atMs: listed.atMs };
	}

	/** The last known ID, raised by those assigned to this process since. */
	private newest(target: CreationTarget, known: LastKnownId): LastKnownId {
		const highest = this.highest.get(ownerInGitLab(target.client, target.owner)) ?? known;
		return { id: Math.max(highest.id, known.id), atMs: Math.max(highest.atMs, known.atMs) };
	}

	/** The owner's active tokens; creations that start together share the list. */
	private async listActive(target: CreationTarget): Promise<Listed | undefined> {
		try {
			const listed = await this.listing.get(ownerInGitLab(target.client, target.owner), () =>
				this.list(target),
			);
			this.lookalikes.noteListed(target.client, target.owner, listed.active);
			return listed;
		} catch (error) {
			// A credential can be allowed to create and not to list.
			if (isGitLabDeployTokenError(error, "GITLAB_FORBIDDEN")) return undefined;
			throw error;
		}
	}

	private async list({ client, owner, deadline }: CreationTarget): Promise<Listed> {
		const atMs = this.clock.now();
		const read = () => listDeployTokens(client, owner, { active: true, deadline });
		return { atMs, active: await collectAgreed(`the deploy tokens of ${ownerLabel(owner)}`, read) };
	}

	private noteHighest(target: CreationTarget, id: number): void {
		const key = ownerInGitLab(target.client, target.owner);
		if (id > (this.highest.get(key)?.id ?? 0)) this.highest.set(key, { id, atMs: this.clock.now() });
	}

	/** Tokens that the lost creation may have created: at once, or by a later commit. */
	private async search(
		target: CreationTarget,
		requested: NewDeployToken,
		lastKnownId: number,
	): Promise<OrphanSearch> {
		const sinceMs = this.clock.now();
		let succeeded = false;
		for (const searchMs of SEARCHES_MS) {
			const waitMs = sinceMs + searchMs - this.clock.now();
			if (waitMs > 0) await this.clock.sleep(waitMs);
			const atMs = Math.max(target.deadline.atMs, this.clock.now() + SEARCH_TIMEOUT_MS);
			const found = await this.newer({ ...target, deadline: { atMs } }, requested, lastKnownId).catch(
				() => undefined,
			);
			succeeded = found !== undefined;
			if (found !== undefined && found.length > 0) return { found, searched: succeeded };
		}
		return { found: [], searched: succeeded };
	}

	private async newer(
		target: CreationTarget,
		requested: NewDeployToken,
		lastKnownId: number,
	): Promise<DeployTokenWire[]> {
		const { baseUrl: host } = target.client.settings;
		const { active } = await this.list(target);
		return active.filter(
			(wire) =>
				wire.id > lastKnownId &&
				!this.claims.isClaimed({ host, tokenId: wire.id }) &&
				isSameToken(wire, requested),
		);
	}
}

/** The same failure, with what was found of the token in question. */
function uncertain(
	error: GitLabDeployTokenError,
	{ client, owner }: CreationTarget,
	{ found, searched, whyNotDeleted }: OrphanSearch & { readonly whyNotDeleted?: string | undefined },
): GitLabDeployTokenError {
	if (found.length === 0) {
		const seen = searched
			? `No such token was found within ${(SEARCHES_MS.at(-1) ?? 0) / 1000} s; it may still appear.`
			: `The deploy tokens of ${ownerLabel(owner)} could not be listed afterwards.`;
		return new GitLabDeployTokenError("CREATE_UNCERTAIN", `${error.message} ${seen}`, error.hint);
	}
	const ids = found.map(({ id }) => id).join(", ");
	const { env, config } = settingNames(client.settings.connection, "orphans");
	const deleting =
		client.settings.orphans === "delete"
			? (whyNotDeleted ?? "")
			: ` With ${env}=delete (or \`${config}\`) that is done for you.`;
	const routes = found.map(({ id }) => `DELETE /api/v4${ownerPath(owner)}/deploy_tokens/${id}`).join(", ");
	return new GitLabDeployTokenError(
		"CREATE_UNCERTAIN",
		`${error.message} Since then ${ownerLabel(owner)} has deploy token ${ids}, identical to it.`,
		found.length === 1
			? `Nobody has its secret, unless another stack has just created an identical one. If no other stack did, delete it (${routes}), then run again.${deleting}`
			: `Nobody has the secret of one of them. Find out which of them is in no stack's state, delete that one (${routes}), then run again.`,
	);
}

/** Why an orphan was not deleted. */
const TOO_OLD = " It was not deleted: the last listing is too old to rule out that another run created it.";

/** Whether the ID represented "what exists" at that time. */
function isFresh(known: LastKnownId, atMs: number): boolean {
	return atMs - known.atMs < WATERMARK_MS;
}
