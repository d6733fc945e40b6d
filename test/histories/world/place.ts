import { Control } from "../../contract/control";
import { type RunningEmulator, startEmulator } from "../../emulator/src/server";
import type { TokenRow } from "../../engine/harness/gitlab";
import { FaultyProxy } from "../../faults/faulty-proxy";
import { VirtualTime } from "../host/virtual-time";
import type { ProviderKind } from "../run/options";
import { STRANGER_CREDENTIAL, WORLD } from "./fixture";
import { Ledger, type Row } from "./ledger";
import { Owners } from "./owners";

/** When every history begins. */
const START_MS = Date.parse("2031-03-01T12:00:00Z");
/** Longer than a request may take where nothing is configured. */
const BEYOND_TIMEOUT_MS = 35_000;
/** The lane of everybody whom the stacks do not know. */
const STRANGER = "stranger";

/** What GitLab says of a row. */
export type SeenRow = TokenRow & { readonly expired: boolean };

/** A GitLab behind a proxy with faults, its time, and the ledger of what happened there. */
export class Place {
	readonly time = new VirtualTime(START_MS);
	/** Milliseconds by which the clock of GitLab, and that of the machine that runs Pulumi, are ahead. */
	readonly ahead = { gitlab: 0, machine: 0 };
	ledger = new Ledger(STRANGER);
	owners = new Owners();
	private emulator: RunningEmulator | undefined;
	private proxied: FaultyProxy | undefined;
	private controlled: Control | undefined;

	/** @param provider Which provider its stacks are declared with. */
	private constructor(readonly provider: ProviderKind) {}

	static async start(provider: ProviderKind): Promise<Place> {
		const place = new Place(provider);
		const clock = () => place.time.now() + place.ahead.gitlab;
		const emulator = await startEmulator({ fixture: WORLD, clock });
		place.emulator = emulator;
		place.controlled = new Control(new URL(emulator.url));
		place.proxied = await FaultyProxy.start(emulator.url, {
			elsewhere: "http://127.0.0.1:9",
			beyondTimeoutMs: BEYOND_TIMEOUT_MS,
			wait: place.time.sleep,
			now: clock,
			onServed: (served) => {
				place.time.touch();
				place.ledger.note(served);
			},
		});
		return place;
	}

	get proxy(): FaultyProxy {
		if (this.proxied === undefined) throw new Error("not started");
		return this.proxied;
	}

	/** Everything as in the beginning. */
	async reset(): Promise<void> {
		await this.proxy.settled();
		this.time.restart(START_MS);
		Object.assign(this.ahead, { gitlab: 0, machine: 0 });
		this.ledger = new Ledger(STRANGER);
		this.owners = new Owners();
		await this.control("POST", "reset");
	}

	/** Every deploy token that there is, by number. */
	async tokens(): Promise<Map<number, SeenRow>> {
		const rows: SeenRow[] = JSON.parse(await this.control("GET", "tokens"));
		return new Map(rows.map((row) => [row.id, row]));
	}

	/** Changes GitLab past everybody. @returns what it says to that. */
	control(method: string, path: string, body?: object): Promise<string> {
		return this.time.during(async () => {
			const { status, text } = await (this.controlled as Control).raw(method, path, body);
			if (status >= 300) throw new Error(`${method} ${path} was refused: ${text}`);
			return text;
		});
	}

	/** Creates a token as another client that the stacks do not know. */
	asStranger(owner: string, body: object): Promise<Row | undefined> {
		return this.time.during(async () => {
			const response = await fetch(`${this.proxy.urlOf(STRANGER)}/api/v4/${owner}/deploy_tokens`, {
				method: "POST",
				headers: { "content-type": "application/json", "private-token": STRANGER_CREDENTIAL },
				body: JSON.stringify(body),
			});
			const { token } = (await response.json()) as { token?: string };
			return token === undefined ? undefined : this.ledger.bySecret.get(token);
		});
	}

	async close(): Promise<void> {
		await this.proxied?.close();
		await this.emulator?.close();
	}
}
