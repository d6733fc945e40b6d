import type { Served } from "../../faults/faulty-proxy";

/** A row of GitLab, as it was made: GitLab cannot edit one. */
export interface Row {
	readonly id: number;
	/** `projects/5` or `groups/7`. */
	readonly owner: string;
	readonly name: string;
	readonly username: string;
	readonly scopes: readonly string[];
	readonly expiresAt: string | null;
	readonly secret: string;
	/** The stack that made it or took it over; `undefined` for a stranger's. */
	stack: string | undefined;
}

/** A row that a request has deleted. */
export interface Deletion {
	readonly row: Row;
	/** Whose request it was. */
	readonly lane: string;
}

/**
 * Who created which row, and who deleted it: learnt from every request that GitLab executed. Rows are distinguished
 * by their secrets, since a GitLab that was restored assigns its IDs again.
 */
export class Ledger {
	/** Rows that are there, by number. */
	rows = new Map<number, Row>();
	readonly bySecret = new Map<string, Row>();
	/** Deletions since they were last taken. */
	private deletions: Deletion[] = [];
	private creations: Row[] = [];
	private saved: Map<number, Row> | undefined;
	/** Numbers that GitLab was asked to delete, and did not. */
	readonly keptTokens = new Set<number>();

	/** @param stranger The lane of everybody else. */
	constructor(private readonly stranger: string) {}

	readonly note = ({ lane, method, target, status, body }: Served): void => {
		const [, owner = ""] = /\/api\/v4\/((?:projects|groups)\/\d+)\/deploy_tokens/.exec(target) ?? [];
		if (method === "POST" && status === 201) {
			const wire = JSON.parse(body) as Omit<Row, "secret" | "owner"> & {
				token: string;
				expires_at: string | null;
			};
			const { id, name, username, scopes, expires_at: expiresAt, token: secret } = wire;
			const stack = lane === this.stranger ? undefined : lane;
			const row: Row = { id, owner, name, username, scopes, expiresAt, secret, stack };
			this.rows.set(id, row);
			this.bySecret.set(secret, row);
			this.creations.push(row);
		} else if (method === "DELETE") {
			const tokenId = Number(/\/deploy_tokens\/(\d+)/.exec(target)?.[1]);
			if (status !== 204) {
				this.keptTokens.add(tokenId);
				return;
			}
			const row = this.rows.get(tokenId);
			if (row === undefined) throw new Error(`a row was deleted that nobody made: ${target}`);
			this.rows.delete(row.id);
			this.deletions.push({ row, lane });
		}
	};

	/** The deletions of a lane since the last call. */
	takeDeletions(lane: string): Row[] {
		const taken = this.deletions.filter((deletion) => deletion.lane === lane);
		this.deletions = this.deletions.filter((deletion) => deletion.lane !== lane);
		return taken.map(({ row }) => row);
	}

	/** The rows that a stack has created since the last call. */
	takeCreations(stack: string): Row[] {
		const taken = this.creations.filter((row) => row.stack === stack);
		this.creations = this.creations.filter((row) => row.stack !== stack);
		return taken;
	}

	/** Whether this very row is there. */
	has(row: Row): boolean {
		return this.rows.get(row.id) === row;
	}

	/** Rows that vanished without a request. */
	drop(isGone: (row: Row) => boolean): void {
		for (const row of [...this.rows.values()]) if (isGone(row)) this.rows.delete(row.id);
	}

	get isBackedUp(): boolean {
		return this.saved !== undefined;
	}

	backup(): void {
		this.saved = new Map(this.rows);
	}

	/** @returns the rows that are back though they had been deleted. */
	restore(): Row[] {
		if (this.saved === undefined) throw new Error("no backup");
		const back = [...this.saved.values()].filter((row) => !this.has(row));
		this.rows = new Map(this.saved);
		return back;
	}
}
