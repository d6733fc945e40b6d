import { toTokenInfo } from "../../../provider/model/token/token-info";
import { ownerKey, type Scan, type ScannedOwner, type ScannedToken } from "../gitlab/scan";
import type { ManagedToken } from "../states/managed-token";
import type { States } from "../states/read-states";
import { ageBrackets } from "./age";
import { isIdentical, isRecorded } from "./identity";
import type { Holder, Inventory, InventoryToken, MissingToken } from "./inventory";
import { OwnerIndex, recordedKey } from "./owner-index";

const DAY_MS = 86_400_000;

/** The keys of recorded owners outside the scope that GitLab does not show. */
export type InvisibleOwners = ReadonlySet<string>;

/** Joins what GitLab shows with what states record. Pure. */
export function joinInventory(scan: Scan, states: States, invisible: InvisibleOwners = new Set()): Inventory {
	const join = new Join(scan, invisible);
	for (const managed of states.files.flatMap((file) => file.managed)) join.add(managed);
	const tokens = scan.tokens.map((token) => join.token(token));
	const ages = ageBrackets(tokens);
	return {
		gitlab: scan.gitlab,
		nowMs: scan.nowMs,
		owners: scan.owners,
		tokens: tokens.map((token) => ({
			...token,
			created: ages.get(token.tokenId) ?? { after: null, before: null },
		})),
		missing: join.missing,
		outside: join.outside,
		states: states.files,
		statesComplete: states.given && states.gaps.length === 0,
		gaps: [...scan.gaps, ...states.gaps],
	};
}

/** Owners that states record for this GitLab and that are not within the scope. */
export function recordedOutside(scan: Scan, states: States): NonNullable<ManagedToken["owner"]>[] {
	const index = new OwnerIndex(scan.owners);
	const ids = new Set(scan.tokens.map(({ wire }) => wire.id));
	const outside = new Map<string, NonNullable<ManagedToken["owner"]>>();
	for (const managed of states.files.flatMap((file) => file.managed.filter(({ isLookup }) => !isLookup)))
		if (managed.owner !== undefined && isHere(scan, managed) && index.find(managed.owner) === undefined)
			if (managed.tokenId === undefined || !ids.has(managed.tokenId))
				outside.set(recordedKey(managed.owner), managed.owner);
	return [...outside.values()];
}

/** Whether a recorded token is of the GitLab instance that was read; a state that names none is assumed to be. */
function isHere({ gitlab, formerly }: Scan, { host }: ManagedToken): boolean {
	return host === undefined || host === gitlab || host === formerly;
}

class Join {
	readonly missing: MissingToken[] = [];
	outside = 0;
	private readonly byId: ReadonlyMap<number, ScannedToken>;
	/** Tokens by owner and name. */
	private readonly byName = new Map<string, ScannedToken[]>();
	private readonly index: OwnerIndex;
	private readonly holders = new Map<number, Holder[]>();
	/** Recorded tokens by owner and name. */
	private readonly recorded = new Map<string, ManagedToken[]>();
	/** Recorded tokens by ID, regardless of the GitLab instance and owner that they record. */
	private readonly numbered = new Map<number, ManagedToken[]>();

	constructor(
		private readonly scan: Scan,
		private readonly invisible: InvisibleOwners,
	) {
		this.index = new OwnerIndex(scan.owners);
		this.byId = new Map(scan.tokens.map((token) => [token.wire.id, token]));
		for (const token of scan.tokens)
			if (token.owner !== undefined) append(this.byName, nameKey(token.owner, token.wire.name), token);
	}

	add(managed: ManagedToken): void {
		if (managed.tokenId !== undefined) append(this.numbered, managed.tokenId, managed);
		if (managed.isLookup) return;
		if (!isHere(this.scan, managed)) this.outside += 1;
		else if (managed.tokenId === undefined) this.addDeclared(managed);
		else this.addNumbered(managed, managed.tokenId);
	}

	token(scanned: ScannedToken): Omit<InventoryToken, "created"> {
		const { owner, wire } = scanned;
		const { expiresAt, ...info } = toTokenInfo(wire, this.scan.nowMs);
		const holders = this.holders.get(wire.id) ?? [];
		const recordedElsewhere =
			holders.length > 0
				? []
				: (this.numbered.get(wire.id) ?? []).filter((managed) => isRecorded(managed, wire));
		const isFree = holders.length === 0 && recordedElsewhere.length === 0 && owner !== undefined;
		const sameName = isFree ? (this.recorded.get(nameKey(owner, wire.name)) ?? []) : [];
		return {
			...info,
			scanned,
			owner,
			expiresAt: expiresAt ?? null,
			daysLeft:
				expiresAt === undefined ? null : Math.floor((Date.parse(expiresAt) - this.scan.nowMs) / DAY_MS),
			holders,
			recordedElsewhere,
			identicalTo: sameName.filter((managed) => isIdentical(managed, wire)),
		};
	}

	private addNumbered(managed: ManagedToken, tokenId: number): void {
		const found = this.byId.get(tokenId);
		const owner = this.index.find(managed.owner);
		if (owner !== undefined) append(this.recorded, nameKey(owner, managed.name), managed);
		if (found !== undefined) {
			const isAnothers = owner !== undefined && found.owner !== undefined && owner !== found.owner;
			if (!isAnothers && isRecorded(managed, found.wire)) {
				append(this.holders, tokenId, { managed, by: "id" });
				// A state of Terraform may record a path of the owner that now resolves to another one.
				if (owner === undefined && found.owner !== undefined)
					append(this.recorded, nameKey(found.owner, managed.name), managed);
			} else this.missing.push({ managed, why: "replaced" });
		} else if (owner !== undefined ? this.scan.read.has(ownerKey(owner)) : this.scan.wholeInstance)
			this.missing.push({ managed, why: "gone" });
		else this.addOutside(managed);
	}

	/** A key of a set with encrypted contents: every active token that matches its declaration may be its token. */
	private addDeclared(managed: ManagedToken): void {
		const owner = this.index.find(managed.owner);
		if (owner === undefined) {
			this.addOutside(managed);
			return;
		}
		append(this.recorded, nameKey(owner, managed.name), managed);
		const fitting = (this.byName.get(nameKey(owner, managed.name)) ?? []).filter(({ wire }) =>
			isIdentical(managed, wire),
		);
		for (const { wire } of fitting) append(this.holders, wire.id, { managed, by: "declaration" });
		if (fitting.length === 0 && this.scan.read.has(ownerKey(owner)))
			this.missing.push({ managed, why: "gone" });
	}

	private addOutside(managed: ManagedToken): void {
		if (managed.owner !== undefined && this.invisible.has(recordedKey(managed.owner)))
			this.missing.push({ managed, why: "owner" });
		else this.outside += 1;
	}
}

/** Identical tokens have the same name, so 10,000 tokens need not be compared with 10,000 others. */
function nameKey(owner: ScannedOwner, name: string | undefined): string {
	return `${ownerKey(owner)} ${name}`;
}

function append<Key, Item>(lists: Map<Key, Item[]>, key: Key, item: Item): void {
	const list = lists.get(key);
	if (list === undefined) lists.set(key, [item]);
	else list.push(item);
}
