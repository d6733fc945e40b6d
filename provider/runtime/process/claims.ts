/** Who holds a number, as an error names them. */
interface Claim {
	readonly label: string;
	readonly owner: string | undefined;
	/** Whether the holder goes on holding it, as far as this run knows; one that was only read may be replaced yet. */
	readonly lasting: boolean;
}

/** What is known of one number. */
interface Claimed {
	/** Declarations that adopt it and have not done so yet, as an error names them. */
	readonly adopters: string[];
	/** By holder. */
	readonly holders: Map<string, Claim>;
	/** Who gives the number up in this run, as a warning names them. */
	leaver?: string;
	/** Whether GitLab was told to delete the token; a request that failed may have been carried out. */
	isDeleted?: boolean;
}

/** A number of a GitLab. */
export interface ClaimedToken {
	/** Base URL of the GitLab, as it is configured now. */
	readonly host: string;
	readonly tokenId: number;
	/** The path of its owner's number, as in `/projects/5`; absent where it is not known. */
	readonly owner?: string;
}

/**
 * The numbers that are held by what this process was asked about.
 *
 * The engine can replace, rename or move a resource without a word to the provider. So a number is deleted only
 * where nobody else in this process holds it or is about to adopt it. A process sees the resources that it is asked
 * about and never the whole state: that a number is not claimed here proves nothing.
 */
export class Claims {
	private readonly claimed = new Map<string, Claimed>();
	private nothingDeclared = true;

	/** @param presentAddress Where the GitLab of a base URL is now: a GitLab that moved has its numbers still. */
	constructor(private readonly presentAddress: (host: string) => string = (host) => host) {}

	/**
	 * Notes that a new declaration adopts the number.
	 *
	 * @returns who holds or adopts it already, `undefined` where nobody does.
	 */
	adopting(token: ClaimedToken, label: string): string | undefined {
		const claimed = this.of(token);
		const other = claimed.adopters[0] ?? lasting(claimed);
		if (other === undefined) claimed.adopters.push(label);
		return other;
	}

	/** Notes that something is declared in this run. */
	declare(): void {
		this.nothingDeclared = false;
	}

	/**
	 * Whether this run compares what is recorded with itself, as a refresh does for every resource before the first
	 * declaration: for those that are still to be deleted too, and those that the program does not declare any more.
	 */
	get inRefresh(): boolean {
		return this.nothingDeclared;
	}

	/** Notes that the adoption was carried out, or was given up. */
	adopted(token: ClaimedToken): void {
		this.of(token).adopters.shift();
	}

	/** Notes that a holder was asked about: it may be replaced yet. */
	seen(token: ClaimedToken, holder: string, label: string): void {
		const { holders } = this.of(token);
		if (!holders.has(holder)) holders.set(holder, { label, owner: token.owner, lasting: false });
	}

	/** Notes that a holder goes on holding the number. */
	hold(token: ClaimedToken, holder: string, label: string): void {
		this.of(token).holders.set(holder, { label, owner: token.owner, lasting: true });
	}

	/** Notes that a holder deletes the token in this run, unless somebody adopts it before. */
	leaving(token: ClaimedToken, label: string): void {
		this.of(token).leaver = label;
	}

	/** Who deletes the token in this run, `undefined` where nobody is known to. */
	leaverOf(token: ClaimedToken): string | undefined {
		return this.claimed.get(this.keyOf(token))?.leaver;
	}

	/** Notes that GitLab is told to delete the token: from now on nobody can adopt it. */
	deleting(token: ClaimedToken): void {
		this.of(token).isDeleted = true;
	}

	/** Whether GitLab was told in this run to delete the token. */
	isDeleted(token: ClaimedToken): boolean {
		return this.claimed.get(this.keyOf(token))?.isDeleted === true;
	}

	/** Notes that a holder is gone. */
	release(token: ClaimedToken, holder: string): void {
		this.claimed.get(this.keyOf(token))?.holders.delete(holder);
	}

	/** Whether anybody in this process holds or adopts the number. */
	isClaimed(token: ClaimedToken): boolean {
		const claimed = this.claimed.get(this.keyOf(token));
		return claimed !== undefined && claimed.adopters.length + claimed.holders.size > 0;
	}

	/** Who is about to adopt the number, `undefined` where nobody is. */
	adopterOf(token: ClaimedToken): string | undefined {
		return this.claimed.get(this.keyOf(token))?.adopters[0];
	}

	/**
	 * Who else goes on holding the token, `undefined` where nobody does. One that is recorded with another owner is
	 * gone: a token keeps its owner, and a GitLab that was restored gives its numbers again.
	 */
	otherLastingHolder(token: ClaimedToken, holder: string): string | undefined {
		const claimed = this.claimed.get(this.keyOf(token));
		return claimed && lasting(claimed, { except: holder, owner: token.owner });
	}

	/** Who else adopts or holds the number, be it only as far as it was asked about; `undefined` where nobody does. */
	otherThan(token: ClaimedToken, holder: string): string | undefined {
		const claimed = this.claimed.get(this.keyOf(token));
		if (claimed === undefined) return undefined;
		return claimed.adopters[0] ?? [...claimed.holders].find(([other]) => other !== holder)?.[1].label;
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
	{ except, owner }: { except?: string; owner?: string | undefined } = {},
): string | undefined {
	const isSame = (claim: Claim) => owner === undefined || claim.owner === undefined || claim.owner === owner;
	return [...holders].find(([holder, claim]) => holder !== except && claim.lasting && isSame(claim))?.[1]
		.label;
}
