import { setImmediate as nextTurn } from "node:timers/promises";
import type { Deadline, GitLabClient } from "../../api/client";
import type { Clock } from "../../api/clock";
import { findDeployToken, listDeployTokens, type ObservedToken } from "../../api/deploy-tokens";
import { isGitLabDeployTokenError } from "../../api/errors";
import type { Owner } from "../../api/owner";
import type { DeployTokenWire } from "../../api/schemas";
import type { TokenId } from "../../model/values/token-id";
import { ownerInConnection } from "./owner-key";
import { SharedRequests } from "./shared-requests";

/** How long what was read of an owner is used for all its tokens: a long `up` must not rely on its beginning. */
const MAX_AGE_MS = 60_000;

/** Recent reads of GitLab, shared by `diff` and `read` of all tokens of a run. */
export class TokenReadCache {
	private readonly owners = new Map<string, OwnerTokens>();

	constructor(private readonly clock: Pick<Clock, "now">) {}

	/** Reads a token, at most once a minute. @throws where GitLab does not show the owner, or nothing at all. */
	read(client: GitLabClient, id: TokenId, deadline: Deadline): Promise<ObservedToken> {
		const key = ownerInConnection(client, id.owner);
		let tokens = this.owners.get(key);
		if (tokens === undefined || this.clock.now() - tokens.sinceMs >= MAX_AGE_MS) {
			tokens = new OwnerTokens(client, id.owner, this.clock.now());
			this.owners.set(key, tokens);
		}
		return tokens.read(id.tokenId, deadline);
	}

	/** A cache that has read nothing yet, for what must not be minutes old. */
	fresh(): TokenReadCache {
		return new TokenReadCache(this.clock);
	}

	/** Records that a token was just deleted. */
	noteDeleted(client: GitLabClient, id: TokenId): void {
		this.owners.get(ownerInConnection(client, id.owner))?.noteDeleted(id.tokenId);
	}
}

/**
 * One owner's tokens, with few requests.
 *
 * The engine reads one token after the other in a preview and many at once in a refresh. The first one alone is its
 * own GET. From the second on, pages of the owner's active tokens are fetched, each with up to a hundred; what they
 * lack (revoked, expired, gone) is its own GET again. Each token costs at most one page, so that a few tokens
 * behind thousands of others do not page through those.
 */
class OwnerTokens {
	private readonly results = new SharedRequests<ObservedToken>({ keep: true });
	private readonly listed = new Map<number, DeployTokenWire>();
	private reads = 0;
	private pages: AsyncGenerator<DeployTokenWire[], void, undefined> | undefined;
	/** Active tokens up to this ID are known: lists ascend. */
	private listedUpTo = 0;
	/** Reads that were waiting when a page could not be fetched fail alike, instead of each requesting it again. */
	private failed: { readonly upTo: number; readonly error: unknown } | undefined;
	private turn: Promise<unknown> = Promise.resolve();
	/** The end of the turn in which reads are counted. */
	private counted: Promise<void> | undefined;
	/** The pages are shared, and each is fetched within the deadline of the operation that needs it. */
	private readonly pageDeadline = { atMs: 0 };

	constructor(
		private readonly client: GitLabClient,
		private readonly owner: Owner,
		/** Epoch milliseconds. */
		readonly sinceMs: number,
	) {}

	read(tokenId: number, deadline: Deadline): Promise<ObservedToken> {
		return this.results.get(String(tokenId), () => this.find(tokenId, deadline));
	}

	noteDeleted(tokenId: number): void {
		this.results.set(String(tokenId), undefined);
	}

	private async find(tokenId: number, deadline: Deadline): Promise<ObservedToken> {
		this.reads += 1;
		const place = this.reads;
		// Reads of the same turn are counted before the first one decides.
		this.counted ??= nextTurn().then(() => {
			this.counted = undefined;
		});
		await this.counted;
		if (this.reads > 1) {
			const reached = this.turn.then(() => this.reach(tokenId, place, deadline));
			this.turn = reached.catch(() => undefined);
			await reached;
		}
		return this.listed.get(tokenId) ?? findDeployToken(this.client, { owner: this.owner, tokenId }, deadline);
	}

	/** Fetches one more page, unless the list is past `tokenId` already. */
	private async reach(tokenId: number, place: number, deadline: Deadline): Promise<void> {
		if (tokenId <= this.listedUpTo) return;
		if (this.failed !== undefined && place <= this.failed.upTo) throw this.failed.error;
		this.pageDeadline.atMs = deadline.atMs;
		this.pages ??= listDeployTokens(this.client, this.owner, { active: true, deadline: this.pageDeadline });
		try {
			const page = await this.pages.next();
			if (page.done) this.listedUpTo = Number.POSITIVE_INFINITY;
			else
				for (const wire of page.value) {
					this.listed.set(wire.id, wire);
					this.listedUpTo = Math.max(this.listedUpTo, wire.id);
				}
		} catch (error) {
			// A failed generator yields nothing more; the next read starts a new one.
			this.pages = undefined;
			// The others have their own deadlines.
			if (!isGitLabDeployTokenError(error, "OPERATION_TIMEOUT")) this.failed = { upTo: this.reads, error };
			throw error;
		}
	}
}
