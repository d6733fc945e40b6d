import { type Identity, isSameIdentity } from "../../model/token/identity";

/** Who holds an ID, as an error names them. */
interface Claim {
	readonly label: string;
	readonly token: ClaimedToken;
	/** Whether the holder keeps it, as far as this run knows; one that was only read may still be replaced. */
	readonly lasting: boolean;
	/** Whether the holder has another token in its place, and is only to delete this one. */
	readonly isReplaced?: boolean;
}

/** What is known of one ID. */
interface Claimed {
	/** Declarations that are about to adopt it, as an error names them. */
	readonly adopters: string[];
	/** By holder. */
	readonly holders: Map<string, Claim>;
	/** Who gives the ID up in this run, as a warning names them. */
	leaver?: string;
	/** Whether a DELETE was sent for the token; one that failed without a refusal may have been executed. */
	isDeleted?: boolean;
}

/** A token ID of a GitLab. */
export interface ClaimedToken {
	/** Base URL of the GitLab, as it is configured now. */
	readonly host: string;
	readonly tokenId: number;
	/** The path of its owner's ID, as in `/projects/5`; absent where it is not known. */
	readonly owner?: string;
	/** What else identifies it; absent where it is not known. */
	readonly identity?: Identity;
}

/**
 * The token IDs that are held by the resources this process was called for.
 *
 * The engine can replace, rename or move a resource without notifying the provider. So a token is deleted only
 * where no other resource in this process holds it or is about to adopt it. A process sees the resources that it is
 * called for and never the whole state: that an ID is not claimed here proves nothing.
 */
export class Claims {
	private readonly claimed = new Map<string, Claimed>();
	private nothingDeclared = true;
	/** What each resource has, and gives up once it has another token; by resource. */
	private readonly present = new Map<string, { readonly token: ClaimedToken; readonly holder: string }>();

	/** @param presentAddress Where the GitLab of a base URL is now: a GitLab that moved keeps its IDs. */
	constructor(private readonly presentAddress: (host: string) => string = (host) => host) {}

	/**
	 * Records that a new declaration adopts the ID.
	 *
	 * @returns who holds or adopts it already; `undefined` where there is no such holder.
	 */
	adopting(token: ClaimedToken, label: string): string | undefined {
		const claimed = this.of(token);
		const other = claimed.adopters[0] ?? lasting(claimed);
		if (other === undefined) claimed.adopters.push(label);
		return other;
	}

	/** Records that something is declared in this run. */
	declare(): void {
		this.nothingDeclared = false;
	}

	/**
	 * Whether this run compares what is recorded with itself, as a refresh does for every resource before the first
	 * declaration: also for those that are still to be deleted, and those that the program no longer declares.
	 */
	get inRefresh(): boolean {
		return this.nothingDeclared;
	}

	/** Records that the adoption was done, or was given up. */
	adopted(token: ClaimedToken): void {
		this.of(token).adopters.shift();
	}

	/** Records a holder that was read: it may still be replaced. */
	seen(token: ClaimedToken, holder: string, label: string): void {
		const { holders } = this.of(token);
		if (!holders.has(holder)) holders.set(holder, { label, token, lasting: false });
	}

	/** Records that a holder keeps the ID. */
	hold(token: ClaimedToken, holder: string, label: string): void {
		this.of(token).holders.set(holder, { label, token, lasting: true });
	}

	/** Records that a holder deletes the token in this run, unless another resource adopts it before. */
	leaving(token: ClaimedToken, label: string): void {
		this.of(token).leaver = label;
	}

	/** Who deletes the token in this run, `undefined` where that is unknown. */
	leaverOf(token: ClaimedToken): string | undefined {
		return this.claimed.get(this.keyOf(token))?.leaver;
	}

	/** Records which token a resource has: the engine can replace it, whatever `diff` returns. */
	has(resource: string, token: ClaimedToken, holder: string): void {
		this.present.set(resource, { token, holder });
	}

	/**
	 * Records that a resource has a new token. What it had before is then no longer in use by it: the engine deletes
	 * that under the resource's former name, where it was renamed, which is another holder.
	 */
	replaced(resource: string): void {
		const former = this.present.get(resource);
		if (former === undefined) return;
		const { holders } = this.of(former.token);
		const claim = holders.get(former.holder);
		if (claim !== undefined) holders.set(former.holder, { ...claim, isReplaced: true });
	}

	/** Records that a DELETE is sent for the token: from now on it cannot be adopted. */
	deleting(token: ClaimedToken): void {
		this.of(token).isDeleted = true;
	}

	/** Records that GitLab refused to delete the token. */
	notDeleted(token: ClaimedToken): void {
		this.of(token).isDeleted = false;
	}

	/** Whether a DELETE was sent for the token in this run, and GitLab has not refused it. */
	isDeleted(token: ClaimedToken): boolean {
		return this.claimed.get(this.keyOf(token))?.isDeleted === true;
	}

	/** Records that a holder is gone. */
	release(token: ClaimedToken, holder: string): void {
		this.claimed.get(this.keyOf(token))?.holders.delete(holder);
	}

	/** Whether any resource in this process holds or adopts the ID. */
	isClaimed(token: ClaimedToken): boolean {
		const claimed = this.claimed.get(this.keyOf(token));
		return claimed !== undefined && claimed.adopters.length + claimed.holders.size > 0;
	}

	/** Who is about to adopt the ID, `undefined` where there is no such resource. */
	adopterOf(token: ClaimedToken): string | undefined {
		return this.claimed.get(this.keyOf(token))?.adopters[0];
	}

	/**
	 * Who else keeps the token, `undefined` where there is no such holder. One that is recorded with another owner,
	 * name, username, scopes or expiry is gone: GitLab edits none of them, and once restored assigns its IDs again.
	 */
	otherLastingHolder(token: ClaimedToken, holder: string): string | undefined {
		const claimed = this.claimed.get(this.keyOf(token));
		return claimed && lasting(claimed, { except: holder, token });
	}

	/** Who else adopts or holds the token, also where it was only read; `undefined` where there is no such holder. */
	otherThan(token: ClaimedToken, holder: string): string | undefined {
		const claimed = this.claimed.get(this.keyOf(token));
		if (claimed === undefined) return undefined;
		const others = [...claimed.holders].filter(([other]) => other !== holder);
		const inUse = others.find(([, claim]) => !claim.isReplaced && mayBeSame(claim.token, token));
		return claimed.adopters[0] ?? inUse?.[1].label;
	}

	private keyOf({ host, tokenId }: ClaimedToken): string {
		return `${this.presentAddress(host)} ${tokenId}`;
	}

	private of(token: ClaimedToken): Claimed {
		const key = this.keyOf(token);
		const known = this.claimed.get(key);
		if (known !== undefined) return known;
		const fresh: Claimed = { adopters: [], holders: new Map() };
		this.claimed.set(key, fresh);
		return fresh;
	}
}

function lasting(
	{ holders }: Claimed,
	{ except, token }: { except?: string; token?: ClaimedToken } = {},
): string | undefined {
	return [...holders].find(
		([holder, claim]) =>
			holder !== except && claim.lasting && (token === undefined || mayBeSame(claim.token, token)),
	)?.[1].label;
}

/** Whether what is known of two tokens with one ID does not distinguish them. */
function mayBeSame(one: ClaimedToken, other: ClaimedToken): boolean {
	if (one.owner !== undefined && other.owner !== undefined && one.owner !== other.owner) return false;
	return (
		one.identity === undefined || other.identity === undefined || isSameIdentity(one.identity, other.identity)
	);
}
