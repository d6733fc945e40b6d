import { isDeepStrictEqual } from "node:util";
import type { Properties } from "../../engine/harness/rpc";
import type { EngineProvider } from "../engine/provider";
import { DeploymentFailed } from "../engine/run";
import type { CallResponse, RecordedCall, RecordedStep } from "./format";
import { checkedOf, differenceOf, errorOf, madeOf, readOf, updatedOf } from "./responses";

/** Turns of the event loop without a call or a response after which nothing more comes by itself. */
const STILL_TURNS = 5;

/** A call as the model made it. */
export interface Call {
	readonly method: RecordedCall["method"];
	readonly name: string;
	readonly id: string | undefined;
	readonly olds: Properties | undefined;
	readonly news: Properties | undefined;
}

/**
 * Responds to the model as the real provider responded to the engine, and in that order: no call is completed
 * before all that had started by then have. So what an error cuts short is the same.
 */
export class RecordedProvider implements EngineProvider {
	/** The model's calls, in their order. */
	readonly made: Call[] = [];
	/** What the model requested differently, or without reason. */
	readonly wrong: string[] = [];
	private readonly matched = new Set<RecordedCall>();
	private readonly responded = new Set<RecordedCall>();
	private turns = 0;
	private still = false;

	constructor(
		private readonly step: RecordedStep,
		private readonly table: readonly unknown[],
	) {}

	/** Recorded calls that the model did not make. */
	get missing(): RecordedCall[] {
		return this.step.calls.filter((call) => !this.matched.has(call));
	}

	async check(urn: string, news: Properties, olds: Properties = {}) {
		return checkedOf(await this.respondTo({ method: "check", name: nameOf(urn), id: undefined, olds, news }));
	}

	async diff(urn: string, id: string, olds: Properties, news: Properties) {
		return differenceOf(await this.respondTo({ method: "diff", name: nameOf(urn), id, olds, news }));
	}

	async create(urn: string, news: Properties) {
		return madeOf(
			await this.respondTo({ method: "create", name: nameOf(urn), id: undefined, olds: undefined, news }),
		);
	}

	async read(urn: string, { id, properties }: { id: string; properties: Properties }) {
		return readOf(
			await this.respondTo({ method: "read", name: nameOf(urn), id, olds: properties, news: undefined }),
		);
	}

	async update(urn: string, { id, properties }: { id: string; properties: Properties }, news: Properties) {
		return updatedOf(
			await this.respondTo({ method: "update", name: nameOf(urn), id, olds: properties, news }),
		);
	}

	async delete(urn: string, { id, properties }: { id: string; properties: Properties }) {
		await this.respondTo({ method: "delete", name: nameOf(urn), id, olds: properties, news: undefined });
	}

	private async respondTo(call: Call): Promise<CallResponse> {
		this.made.push(call);
		this.turns = 0;
		const recorded = this.find(call);
		if (recorded === undefined) {
			this.wrong.push(`made a call too many: ${textOf(call)}`);
			throw new DeploymentFailed("a call that was not recorded");
		}
		this.matched.add(recorded);
		this.compare(call, recorded);
		const before = this.step.calls.slice(0, recorded.begun);
		await this.until(() => before.every((other) => this.matched.has(other)));
		if (!before.every((other) => this.matched.has(other)))
			this.wrong.push(`waits for the response to what the engine went on beside: ${textOf(call)}`);
		// The engine continues for a while after a failure: it is reported once everything has started that had,
		// and before the rest.
		if (this.isError(recorded)) await this.until(() => this.missing.length === 0);
		else if (this.missing.length === 0)
			await this.until(
				() => ![...this.matched].some((other) => this.isError(other) && !this.responded.has(other)),
			);
		this.responded.add(recorded);
		this.turns = 0;
		const response = this.table[recorded.answer] as CallResponse;
		if (response.error !== undefined) throw errorOf(response.error);
		return response;
	}

	private isError({ answer }: RecordedCall): boolean {
		return (this.table[answer] as CallResponse).error !== undefined;
	}

	/** The same call with the same arguments, or else the next of its kind. */
	private find(call: Call): RecordedCall | undefined {
		const alike = this.missing.filter(({ method, name }) => method === call.method && name === call.name);
		return alike.find((recorded) => this.differences(call, recorded).length === 0) ?? alike[0];
	}

	private compare(call: Call, recorded: RecordedCall): void {
		for (const name of this.differences(call, recorded))
			this.wrong.push(`${textOf(call)} with other ${name}: ${this.shown(recorded, name)}`);
	}

	private differences(call: Call, recorded: RecordedCall): ("id" | "olds" | "news")[] {
		return (["id", "olds", "news"] as const).filter(
			(name) => !isDeepStrictEqual(call[name], this.argument(recorded, name)),
		);
	}

	private argument(recorded: RecordedCall, name: "id" | "olds" | "news"): unknown {
		const value = recorded[name];
		return typeof value === "number" ? this.table[value] : value;
	}

	private shown(recorded: RecordedCall, name: "id" | "olds" | "news"): string {
		return `the engine gave ${JSON.stringify(this.argument(recorded, name))}`;
	}

	/** Waits; for nothing, once the model waits for responses only. */
	private async until(isSo: () => boolean): Promise<void> {
		while (!isSo() && !this.still) {
			await new Promise((done) => setImmediate(done));
			this.turns += 1;
			// Each that waits counts the turns.
			if (this.turns > STILL_TURNS * (1 + this.made.length)) this.still = true;
		}
	}
}

/** Whether a call changes nothing. */
export function isLook({ method }: { readonly method: RecordedCall["method"] }): boolean {
	return ["check", "diff", "read"].includes(method);
}

export function textOf({ method, name, id, olds, news }: Call): string {
	return [method, name, id, JSON.stringify(olds), JSON.stringify(news)].filter(Boolean).join(" ");
}

function nameOf(urn: string): string {
	return urn.slice(urn.indexOf(":") + 1);
}
