import type { TokenRow } from "../engine/harness/gitlab";
import type { FaultName } from "./fault-kinds";

/** How operations ended that met the same fault: by `ok` or the code of the error. */
export type Endings = Map<string, Map<string, number>>;

/** Four numbers that must be nought, with what each is made of. */
export interface Verdict {
	readonly orphans: string[];
	readonly lostSecrets: string[];
	readonly duplicates: string[];
	readonly wrongDeletes: string[];
	/** Failures that were not reported as an error with a code, and anything else that must not happen. */
	readonly others: string[];
}

/** What the programs of a run hold, which messages they got, and what they must not change. */
export class Ledger {
	/** Tokens that a state holds, by their numbers, with the name each was declared with. */
	readonly held = new Map<number, string>();
	/** Tokens that a state holds no more and that are to be gone. */
	readonly deleted = new Set<number>();
	/** Tokens whose deletion failed: they may be there or not, for good, since it can come late. */
	readonly undecided = new Set<number>();
	/** How often `CREATE_UNCERTAIN` was reported, by the declared name. */
	readonly uncertain = new Map<string, number>();
	/** Tokens of others. */
	readonly strangers = new Set<number>();
	readonly endings: Endings = new Map();
	readonly others: string[] = [];
	readonly lostSecrets: string[] = [];
	operations = 0;

	note(fault: FaultName | "none" | "no DNS" | "no TLS" | "not trusted", ending: string): void {
		const row = this.endings.get(fault) ?? new Map<string, number>();
		row.set(ending, (row.get(ending) ?? 0) + 1);
		this.endings.set(fault, row);
	}

	noteUncertain(name: string): void {
		this.uncertain.set(name, (this.uncertain.get(name) ?? 0) + 1);
	}

	/** Compares what GitLab has with what is held and was reported. */
	verdict(rows: readonly TokenRow[]): Verdict {
		const orphans: string[] = [];
		const duplicates: string[] = [];
		const wrongDeletes: string[] = [];
		const there = new Set(rows.map(({ id }) => id));
		for (const [id, name] of this.held)
			if (!there.has(id) && !this.undecided.has(id)) wrongDeletes.push(`${name} (${id}) is held, and gone`);
		for (const id of this.strangers)
			if (!there.has(id)) wrongDeletes.push(`${id} is somebody else's, and gone`);
		const unknown = new Map<string, number[]>();
		for (const { id, name } of rows)
			if (!this.held.has(id) && !this.strangers.has(id) && !this.undecided.has(id))
				unknown.set(name, [...(unknown.get(name) ?? []), id]);
		const heldNames = new Set(this.held.values());
		for (const [name, ids] of unknown) {
			const unreported = ids.length - (this.uncertain.get(name) ?? 0);
			if (unreported <= 0) continue;
			const what = `${name} (${ids.join(", ")}), reported ${this.uncertain.get(name) ?? 0} times`;
			if (heldNames.has(name)) duplicates.push(what);
			else orphans.push(what);
		}
		return { orphans, lostSecrets: this.lostSecrets, duplicates, wrongDeletes, others: this.others };
	}
}
