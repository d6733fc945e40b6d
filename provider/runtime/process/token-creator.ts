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
import { collect, itemsOf } from "../../api/pagination";
import type { CreatedTokenWire, DeployTokenWire } from "../../api/schemas";
import { settingNames } from "../../api/settings";
import { isSameToken } from "../../model/token/same-token";
import { Lookalikes, lookalikesWarning } from "./lookalikes";

/** When to look for a token whose creation was not confirmed, counted from the failure, in milliseconds. */
const LOOKS_MS = [0, 2_000, 10_000];

/** Tokens that one lost answer after the other may leave behind before `orphans: delete` gives up. */
const MAX_CREATIONS = 3;

/** How long a number stands for "what exists now": a token of somebody else's may be newer than an old one. */
const WATERMARK_MS = 5_000;

/** A number above which a token is newer than `atMs`, epoch milliseconds. */
interface Watermark {
	readonly id: number;
	readonly atMs: number;
}

/** An owner's live tokens, and when the list was begun. */
interface Listed {
	readonly atMs: number;
	readonly live: readonly DeployTokenWire[];
}

/** What was seen of a creation that was not confirmed. */
interface Looks {
	readonly found: readonly DeployTokenWire[];
	/** Whether GitLab could be asked at all. */
	readonly looked: boolean;
}

/**
 * Creates tokens so that none is left behind unseen.
 *
 * GitLab cannot be asked "did you get my request?", and a second POST makes a second token. So what stood
 * before is known by its highest number (numbers ascend for the whole instance), and after a lost answer
 * a newer token that is identical, and that nobody here was given, is the one in question.
 *
 * Before the first creation for an owner its tokens are listed, also to tell of one that an interrupted run
 * may have left. After that the numbers this process is given serve, while they are fresh.
 */
export class TokenCreator {
	/** By base URL: the highest number this process was given, and when. */
	private readonly highest = new Map<string, Watermark>();
	/** Tokens that the state knows, or whose secrets this process was given. */
	private readonly known = new Set<string>();
	/** The secrets this process was given. */
	private readonly made = new Map<string, string>();
	private readonly twins = new Lookalikes();
	private readonly listing = new Map<string, Promise<Listed>>();
	private readonly turns = new Map<string, Promise<unknown>>();

	constructor(
		private readonly clock: Clock,
		private readonly report: (sentence: string) => void,
	) {}

	/** Notes a token that the state knows, so that it is not taken for a stray. */
	noteKnown(host: string, tokenId: number): void {
		this.known.add(`${host} ${tokenId}`);
	}

	/** Whether the state knows a token, or this process was given it. */
	isKnown(host: string, tokenId: number): boolean {
		return this.known.has(`${host} ${tokenId}`);
	}

	/** Whether this process was given a secret for the number, another one than that of the recorded token. */
	isSuccessor(host: string, tokenId: number, recorded: string | undefined): boolean {
		const secret = this.made.get(`${host} ${tokenId}`);
		// Of a token on its way out a set records no secret: it can be the very one that was made here.
		return secret !== undefined && recorded !== undefined && secret !== recorded;
	}

	/** Warns of live tokens identical to ones created here that this process does not know; of each once. */
	reportLookalikes(): void {
		const unknown = this.twins.take().filter(({ host, id }) => !this.isKnown(host, id.tokenId));
		for (const host of new Set(unknown.map((each) => each.host)))
			this.report(lookalikesWarning(unknown.filter((each) => each.host === host)));
	}

	/**
	 * Creates a token; identical ones one after the other.
	 *
	 * @param lifetime Whether the token expires by a lifetime, and not at an instant that was declared.
	 * @throws GitLabDeployTokenError `CREATE_UNCERTAIN` where a token may exist that nobody holds; it names the
	 * token where it can be told, and how to remove it.
	 */
	async create(
		client: GitLabClient,
		owner: Owner,
		asked: NewDeployToken,
		deadline: Deadline,
		{ lifetime = false }: { lifetime?: boolean } = {},
	): Promise<CreatedTokenWire> {
		const key = `${ownerKey(client, owner)} ${JSON.stringify(asked)}`;
		const before = this.turns.get(key) ?? Promise.resolve();
		const creation = before.then(() => this.createAlone(client, owner, asked, deadline, lifetime));
		const settled = creation.catch(() => undefined);
		this.turns.set(key, settled);
		try {
			return await creation;
		} finally {
			if (this.turns.get(key) === settled) this.turns.delete(key);
		}
	}

	private async createAlone(
		client: GitLabClient,
		owner: Owner,
		asked: NewDeployToken,
		deadline: Deadline,
		lifetime: boolean,
	): Promise<CreatedTokenWire> {
		for (let creation = 1; ; creation += 1) {
			const before = await this.watermark(client, owner, deadline);
			this.twins.noteCreation(client, owner, asked, lifetime);
			let sent: { readonly atMs: number; readonly watermark: Watermark } | undefined;
			const sending = () => {
				if (before !== undefined) sent = { atMs: this.clock.now(), watermark: this.newest(client, before) };
			};
			try {
				const created = await createDeployToken(client, owner, asked, deadline, sending);
				this.noteKnown(client.settings.baseUrl, created.id);
				this.made.set(`${client.settings.baseUrl} ${created.id}`, created.token);
				this.noteHighest(client, created.id);
				return created;
			} catch (error) {
				if (!isGitLabDeployTokenError(error, "CREATE_UNCERTAIN") || sent === undefined) throw error;
				const { watermark } = sent;
				const looks = await this.look(client, owner, asked, watermark.id, deadline);
				const [stray, ...others] = looks.found;
				// A request can be held back for long, by GitLab's limits or behind others; meanwhile
				// somebody else may have made such a token.
				const told = isFresh(watermark, sent.atMs) ? undefined : TOO_OLD;
				const remove = client.settings.orphans === "delete" && told === undefined && creation < MAX_CREATIONS;
				if (stray === undefined || others.length > 0 || !remove)
					throw uncertain(error, client, owner, looks, told);
				await deleteDeployToken(client, owner, stray.id, deadline).catch(() => {
					throw uncertain(error, client, owner, looks);
				});
			}
		}
	}

	/** The number above which a token is newer than now; `undefined` where the credential may not look. */
	private async watermark(
		client: GitLabClient,
		owner: Owner,
		deadline: Deadline,
	): Promise<Watermark | undefined> {
		const highest = this.highest.get(client.settings.baseUrl);
		const fresh = highest !== undefined && isFresh(highest, this.clock.now());
		if (fresh && this.twins.isListed(client, owner)) return highest;
		const listed = await this.listLive(client, owner, deadline);
		if (listed === undefined) return undefined;
		return { id: listed.live.reduce((highest, { id }) => Math.max(highest, id), 0), atMs: listed.atMs };
	}

	/** The watermark, raised by what this process was given since. */
	private newest(client: GitLabClient, watermark: Watermark): Watermark {
		const highest = this.highest.get(client.settings.baseUrl) ?? watermark;
		return { id: Math.max(highest.id, watermark.id), atMs: Math.max(highest.atMs, watermark.atMs) };
	}

	/** The owner's live tokens; creations that begin together share the list. */
	private async listLive(
		client: GitLabClient,
		owner: Owner,
		deadline: Deadline,
	): Promise<Listed | undefined> {
		const key = ownerKey(client, owner);
		const list = this.listing.get(key) ?? this.list(client, owner, deadline);
		this.listing.set(key, list);
		try {
			const listed = await list;
			this.twins.noteListed(client, owner, listed.live);
			return listed;
		} catch (error) {
			// A credential can be allowed to create and not to list.
			if (isGitLabDeployTokenError(error, "GITLAB_FORBIDDEN")) return undefined;
			throw error;
		} finally {
			this.listing.delete(key);
		}
	}

	private async list(client: GitLabClient, owner: Owner, deadline: Deadline): Promise<Listed> {
		const atMs = this.clock.now();
		return {
			atMs,
			live: await collect(itemsOf(listDeployTokens(client, owner, { active: true, deadline }))),
		};
	}

	private noteHighest(client: GitLabClient, id: number): void {
		const { baseUrl } = client.settings;
		if (id > (this.highest.get(baseUrl)?.id ?? 0)) this.highest.set(baseUrl, { id, atMs: this.clock.now() });
	}

	/** Tokens that the lost creation may have made: at once, or by a commit that came later. */
	private async look(
		client: GitLabClient,
		owner: Owner,
		asked: NewDeployToken,
		watermark: number,
		deadline: Deadline,
	): Promise<Looks> {
		const sinceMs = this.clock.now();
		let looked = false;
		for (const lookMs of LOOKS_MS) {
			const waitMs = sinceMs + lookMs - this.clock.now();
			if (this.clock.now() + waitMs >= deadline.atMs) break;
			if (waitMs > 0) await this.clock.sleep(waitMs);
			const found = await this.newer(client, owner, asked, watermark, deadline).catch(() => undefined);
			looked = found !== undefined;
			if (found !== undefined && found.length > 0) return { found, looked };
		}
		return { found: [], looked };
	}

	private async newer(
		client: GitLabClient,
		owner: Owner,
		asked: NewDeployToken,
		watermark: number,
		deadline: Deadline,
	): Promise<DeployTokenWire[]> {
		const { live } = await this.list(client, owner, deadline);
		return live.filter(
			(wire) =>
				wire.id > watermark && !this.isKnown(client.settings.baseUrl, wire.id) && isSameToken(wire, asked),
		);
	}
}

/** The same failure, with what was found of the token in question. */
function uncertain(
	error: GitLabDeployTokenError,
	client: GitLabClient,
	owner: Owner,
	{ found, looked }: Looks,
	whyNotDeleted?: string,
): GitLabDeployTokenError {
	if (found.length === 0) {
		const seen = looked
			? `No such token was found within ${(LOOKS_MS.at(-1) ?? 0) / 1000} s; it may still appear.`
			: `The deploy tokens of ${ownerLabel(owner)} could not be looked at afterwards.`;
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
			? `Nobody holds its secret, unless another stack has just made the same one. Delete it (${routes}), then run again.${deleting}`
			: `Nobody holds the secret of one of them. Find out which of them no stack knows, delete that one (${routes}), then run again.`,
	);
}

/** Why a token was left alone that would have been deleted. */
const TOO_OLD =
	" It was left alone: GitLab was last looked at too long ago to know that no other run has made it.";

/** Whether the watermark stood for "what exists" at that time. */
function isFresh(watermark: Watermark, atMs: number): boolean {
	return atMs - watermark.atMs < WATERMARK_MS;
}

function ownerKey(client: GitLabClient, owner: Owner): string {
	return `${client.settings.baseUrl} ${ownerPath(owner)}`;
}
