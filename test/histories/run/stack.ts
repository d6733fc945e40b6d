import { CREDENTIALS, type CredentialName } from "../../engine/harness/world";
import type { Work } from "../engine/carry-out";
import type { Resource, Urn } from "../engine/resource";
import { adoptedNumbers, type Program, urnOf } from "../program/declarations";
import { goalsOf } from "../program/goals";
import type { Row } from "../world/ledger";
import type { Place } from "../world/place";
import { type HeldToken, heldTokens } from "./held-tokens";
import { type Outcome, operate } from "./operation";

/** A stack of a history: what its program declares, what its state has, and which messages its user got. */
export class HistoryStack {
	program: Program = [];
	state: readonly Resource[] = [];
	credential: CredentialName = "admin";
	/** Settings in addition to the connection, as environment variables. */
	settings: Readonly<Record<string, string>> = {};
	/** Everything that was printed to the user. */
	messages = "";
	/** Rows that it made and holds no more, for a reason that the user knows. */
	readonly excused = new Set<Row>();
	/** Rows that nothing holds any more and whose excuse is counted. */
	readonly accountedFor = new Set<Row>();
	/** How often a creation was reported as uncertain, by the owner. */
	readonly uncertain = new Map<string, number>();
	/** What was declared of each resource when all of it was last carried out, with nothing gone wrong since. */
	settled: ReadonlyMap<Urn, string> = new Map();
	/** Numbers that its program has ever named in `adopt`. */
	readonly everAdopted = new Set<number>();
	/** Rows that were taken over without their secret, by number. */
	private adopted = new Map<number, Row>();

	constructor(
		readonly name: string,
		private readonly place: Place,
	) {}

	get held(): HeldToken[] {
		return heldTokens(this.state);
	}

	/** What it holds without resources that were replaced and are still to be deleted. */
	get heldInUse(): HeldToken[] {
		return heldTokens(this.state.filter((resource) => !resource.delete && !resource.pendingReplacement));
	}

	/** The very row that a held token was recorded from. */
	rowOf({ tokenId, secret }: HeldToken): Row | undefined {
		return secret === undefined ? this.adopted.get(tokenId) : this.place.ledger.bySecret.get(secret);
	}

	async run(verb: Work): Promise<Outcome> {
		for (const tokenId of adoptedNumbers(this.program)) this.everAdopted.add(tokenId);
		const outcome = await operate(this.place, verb, goalsOf(this.program), this.state, this.environment());
		this.messages += `${outcome.printed}\n${outcome.errors.join("\n")}\n`;
		if (verb.dryRun !== true) this.record(outcome.state);
		return outcome;
	}

	/** What is declared of each resource now, as text. */
	declared(): Map<Urn, string> {
		return new Map(this.program.map((declaration) => [urnOf(declaration), JSON.stringify(declaration)]));
	}

	private environment(): Record<string, string> {
		const baseUrl = this.place.proxy.urlOf(this.name);
		const token = CREDENTIALS[this.credential];
		return {
			GITLAB_BASE_URL: baseUrl,
			GITLAB_TOKEN: token,
			OTHER_BASE_URL: baseUrl,
			OTHER_TOKEN: token,
			...this.settings,
		};
	}

	private record(state: readonly Resource[]): void {
		// A token that a set has replaced has no secret in the state any more.
		const known = new Map(
			this.held.flatMap((token) => {
				const row = this.rowOf(token);
				return row === undefined ? [] : [[token.tokenId, row] as const];
			}),
		);
		const keptBehind = new Set(
			this.state.filter(({ retainOnDelete }) => retainOnDelete).map(({ urn }) => urn),
		);
		const retained = this.held.filter(({ urn }) => keptBehind.has(urn));
		const retainedRows = retained.flatMap((token) => this.rowOf(token) ?? []);
		this.state = state;
		this.adopted = new Map();
		for (const held of this.held) {
			const row =
				held.secret === undefined
					? (known.get(held.tokenId) ?? this.place.ledger.rows.get(held.tokenId))
					: this.rowOf(held);
			if (row === undefined) continue;
			if (held.secret === undefined) this.adopted.set(held.tokenId, row);
			// What was taken over is this stack's from now on.
			row.stack ??= this.name;
			this.excused.delete(row);
		}
		const held = new Set(this.held.flatMap((token) => this.rowOf(token) ?? []));
		for (const row of retainedRows) if (!held.has(row)) this.excused.add(row);
	}
}
