import { setImmediate as nextTurn } from "node:timers/promises";
import type { Deadline, GitLabClient } from "../../api/client";
import { getDeployToken, listDeployTokens } from "../../api/deploy-tokens";
import { isGitLabDeployTokenError } from "../../api/errors";
import { type Owner, ownerPath } from "../../api/owner";
import type { DeployTokenWire } from "../../api/schemas";
import type { TokenId } from "../../model/values/token-id";

/** What GitLab shows of a token; `undefined` where its owner is visible and does not have it. */
export type ObservedToken = DeployTokenWire | undefined;

/** Looks at a token, past everything that is known already. @throws where GitLab does not show the owner. */
export async function readToken(
	client: GitLabClient,
	{ owner, tokenId }: TokenId,
	deadline: Deadline,
): Promise<ObservedToken> {
	try {
		return await getDeployToken(client, owner, tokenId, deadline);
	} catch (error) {
		if (isGitLabDeployTokenError(error, "GITLAB_NOT_FOUND")) return undefined;
		throw error;
	}
}

/** What was seen in GitLab in this run, shared by `diff` and `read` of all tokens. */
export class TokenReadCache {
	private readonly views = new Map<string, OwnerTokens>();

	/** Looks at a token, once per run. @throws where GitLab does not show the owner, or not at all. */
	read(client: GitLabClient, id: TokenId, deadline: Deadline): Promise<ObservedToken> {
		const key = viewKey(client, id.owner);
		let view = this.views.get(key);
		if (view === undefined) {
			view = new OwnerTokens(client, id.owner);
			this.views.set(key, view);
		}
		return view.read(id.tokenId, deadline);
	}

	/** Notes that a token was just deleted. */
	noteDeleted(client: GitLabClient, id: TokenId): void {
		this.views.get(viewKey(client, id.owner))?.noteDeleted(id.tokenId);
	}
}

function viewKey(client: GitLabClient, owner: Owner): string {
	return `${client.settings.connection} ${ownerPath(owner)}`;
}

/**
 * What was seen of one owner's tokens, with few requests.
 *
 * The engine asks for one token after the other in a preview and for many at once in a refresh. The first
 * one alone is a GET of its own. From the second on, pages of the owner's live tokens are fetched, which
 * answer for up to a hundred; what they lack (revoked, expired, gone) is a GET of its own again. Each
 * token pays for at most one page, so that a few tokens behind thousands of others do not page through those.
 */
class OwnerTokens {
	private readonly answers = new Map<number, Promise<ObservedToken>>();
	private readonly live = new Map<number, DeployTokenWire>();
	private asked = 0;
	private pages: AsyncGenerator<DeployTokenWire[], void, undefined> | undefined;
	/** Live tokens up to this number are known: lists ascend. */
	private listedUpTo = 0;
	/** Those who had asked when a page could not be fetched fail alike, instead of each asking for it again. */
	private failed: { readonly upTo: number; readonly error: unknown } | undefined;
	private turn: Promise<unknown> = Promise.resolve();
	/** The end of the turn in which somebody asks. */
	private counted: Promise<void> | undefined;

	constructor(
		private readonly client: GitLabClient,
		private readonly owner: Owner,
	) {}

	async read(tokenId: number, deadline: Deadline): Promise<ObservedToken> {
		const known = this.answers.get(tokenId) ?? this.find(tokenId, deadline);
		this.answers.set(tokenId, known);
		try {
			return await known;
		} catch (error) {
			this.answers.delete(tokenId);
			throw error;
		}
	}

	noteDeleted(tokenId: number): void {
		this.answers.set(tokenId, Promise.resolve(undefined));
	}

	private async find(tokenId: number, deadline: Deadline): Promise<ObservedToken> {
		this.asked += 1;
		const place = this.asked;
		// Those who ask in the same turn are counted before the first one decides.
		this.counted ??= nextTurn().then(() => {
			this.counted = undefined;
		});
		await this.counted;
		if (this.asked > 1) {
			const reached = this.turn.then(() => this.reach(tokenId, place, deadline));
			this.turn = reached.catch(() => undefined);
			await reached;
		}
		return this.live.get(tokenId) ?? readToken(this.client, { owner: this.owner, tokenId }, deadline);
	}

	/** Fetches one more page, unless the list has come past `tokenId` already. */
	private async reach(tokenId: number, place: number, deadline: Deadline): Promise<void> {
		if (tokenId <= this.listedUpTo) return;
		if (this.failed !== undefined && place <= this.failed.upTo) throw this.failed.error;
		this.pages ??= listDeployTokens(this.client, this.owner, { active: true, deadline });
		try {
			const page = await this.pages.next();
			if (page.done) this.listedUpTo = Number.POSITIVE_INFINITY;
			else
				for (const wire of page.value) {
					this.live.set(wire.id, wire);
					this.listedUpTo = Math.max(this.listedUpTo, wire.id);
				}
		} catch (error) {
			// A broken generator yields nothing more; the next one who asks begins anew.
			this.pages = undefined;
			this.failed = { upTo: this.asked, error };
			throw error;
		}
	}
}
