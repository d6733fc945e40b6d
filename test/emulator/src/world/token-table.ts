import type { DeployToken, TokenOwner } from "./entities";

/** Rows in ascending id order. A page is a slice; a lookup is a binary search. */
class OrderedRows {
	private readonly rows: DeployToken[] = [];

	all(): readonly DeployToken[] {
		return this.rows;
	}

	find(id: number): DeployToken | undefined {
		const row = this.rows[this.positionOf(id)];
		return row?.id === id ? row : undefined;
	}

	add(row: DeployToken): void {
		this.rows.splice(this.positionOf(row.id), 0, row);
	}

	remove(id: number): void {
		const position = this.positionOf(id);
		if (this.rows[position]?.id === id) this.rows.splice(position, 1);
	}

	/** The index of the first row whose id is not below the given one. */
	private positionOf(id: number): number {
		const last = this.rows.at(-1);
		if (last === undefined || last.id < id) return this.rows.length;
		let low = 0;
		let high = this.rows.length;
		while (low < high) {
			const middle = (low + high) >>> 1;
			const row = this.rows[middle];
			if (row !== undefined && row.id < id) low = middle + 1;
			else high = middle;
		}
		return low;
	}
}

/** All deploy tokens of the instance: one id sequence for projects and groups, ids never used twice. */
export class DeployTokenTable {
	private readonly everything = new OrderedRows();
	private readonly byOwner = new Map<TokenOwner, OrderedRows>();
	private readonly bySecret = new Map<string, DeployToken>();
	private lastId = 0;

	all(): readonly DeployToken[] {
		return this.everything.all();
	}

	of(owner: TokenOwner): readonly DeployToken[] {
		return this.byOwner.get(owner)?.all() ?? [];
	}

	find(id: number): DeployToken | undefined {
		return this.everything.find(id);
	}

	findBySecret(secret: string): DeployToken | undefined {
		return this.bySecret.get(secret);
	}

	/** Stores a row under the given id, or under the next one of the sequence. */
	insert(row: Omit<DeployToken, "id">, id = this.lastId + 1): DeployToken {
		const stored: DeployToken = { id, ...row };
		this.lastId = Math.max(this.lastId, id);
		this.everything.add(stored);
		let owned = this.byOwner.get(row.owner);
		if (owned === undefined) {
			owned = new OrderedRows();
			this.byOwner.set(row.owner, owned);
		}
		owned.add(stored);
		this.bySecret.set(row.secret, stored);
		return stored;
	}

	/** A copy with the same IDs and the same next ID, but without the rows whose owner no longer exists. */
	carriedTo(ownerOf: (owner: TokenOwner) => TokenOwner | undefined): DeployTokenTable {
		const table = new DeployTokenTable();
		for (const { id, ...row } of this.all()) {
			const owner = ownerOf(row.owner);
			if (owner !== undefined) table.insert({ ...row, owner }, id);
		}
		table.lastId = this.lastId;
		return table;
	}

	delete(row: DeployToken): void {
		this.everything.remove(row.id);
		this.byOwner.get(row.owner)?.remove(row.id);
		this.bySecret.delete(row.secret);
	}
}
