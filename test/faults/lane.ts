import { setTimeout as wait } from "node:timers/promises";
import { ERROR_CODES } from "pulumi-gitlab-deploy-tokens";
import { type Properties, ProviderError } from "../engine/harness/rpc";
import { CREDENTIALS } from "../engine/harness/world";
import { FAULT_NAMES, type FaultName } from "./fault-kinds";
import type { FaultyProxy } from "./faulty-proxy";
import type { Ledger } from "./ledger";
import type { Kind, Provider, Recorded } from "./provider";
import { Random } from "./random";

const SCOPES = ["read_repository", "read_registry", "write_registry", "read_package_registry"] as const;
/** Keys that a set's program declares some of. */
const KEYS = ["a", "b", "c", "d", "e", "f"] as const;
/** Shares of all operations. */
const SHARE = { fault: 0.35, unreachable: 0.02, twin: 0.05 } as const;
const LATE_MS = [300, 1_500, 4_000, 8_000] as const;

/** How long the provider takes a number it was given for the highest one there is. */
const WATERMARK_MS = 5_100;

/** What all lanes of a run share. */
export interface Run {
	readonly provider: Provider;
	readonly proxy: FaultyProxy;
	readonly ledger: Ledger;
	/** Creates a token past proxy and provider, as another client would. @returns its ID. */
	readonly asStranger: (owner: Owner, body: object) => Promise<number>;
}

export type Owner = { readonly project: number } | { readonly group: number };

/** Connections that lead nowhere, by the name of the fault. */
export const NOWHERE = { nodns: "no DNS", notls: "no TLS", untrusted: "not trusted" } as const;

/**
 * One stack of one program with its own owner in GitLab, whose operations run one after the other: what it
 * declares, which faults it meets and when depends on the seed alone.
 */
export class Lane {
	private readonly random: Random;
	private readonly kind: Kind;
	private readonly connection: string;
	private records: Recorded[] = [];
	private count = 0;

	constructor(
		seed: string,
		readonly index: number,
		private readonly run: Run,
	) {
		this.random = new Random(`${seed} ${index}`);
		this.kind = index % 6 === 5 ? "set" : "token";
		this.connection = `lane${index}`;
	}

	/** The lane's part of the stack's configuration. */
	config(): Properties {
		return {
			[`${this.connection}:baseUrl`]: this.run.proxy.urlOf(this.connection),
			[`${this.connection}:token`]: CREDENTIALS.admin,
			[`${this.connection}:requestTimeout`]: "2s",
			[`${this.connection}:operationTimeout`]: "90s",
			[`${this.connection}:retries`]: "2",
			[`${this.connection}:orphans`]: this.deletesStrays ? "delete" : "report",
		};
	}

	private get deletesStrays(): boolean {
		return this.index % 2 === 1;
	}

	get owner(): Owner {
		return this.index % 4 === 3 ? { group: 50_000 + this.index } : { project: 10_000 + this.index };
	}

	/** Does `operations` of them. */
	async work(operations: number): Promise<void> {
		for (let done = 0; done < operations; done += 1) {
			const { random } = this;
			// Drawn whether it is used or not, so that one operation's end does not shift the next one's chances.
			const draw = { operation: random.next(), fault: this.drawFault(), scopes: this.drawScopes() };
			const { twin, nowhere } = {
				twin: random.chance(SHARE.twin),
				nowhere: random.chance(SHARE.unreachable),
			};
			const record = this.records.length === 0 ? undefined : random.pick(this.records);
			this.count += 1;
			this.run.ledger.operations += 1;
			if (this.kind === "set") await this.workOnSet(draw, record);
			else if (record === undefined || draw.operation < 0.45)
				await (nowhere ? this.createNowhere() : this.create(draw, twin));
			else if (draw.operation < 0.7) await this.read(draw.fault, record);
			else if (draw.operation < 0.8) await this.compare(draw.fault, record);
			else await this.remove(draw.fault, record);
		}
		this.run.proxy.plan(this.connection, undefined);
	}

	private drawFault(): Draw["fault"] {
		const { random } = this;
		const name = random.pick(FAULT_NAMES);
		const onWrite = random.chance(0.75);
		const after = random.chance(0.8) ? 0 : 1;
		const times = random.pick([1, 1, 1, 2, 9]);
		const lateMs = random.pick(LATE_MS);
		return { name, onWrite, after, times, lateMs, happens: random.chance(SHARE.fault) };
	}

	private drawScopes(): string[] {
		const scopes = SCOPES.filter(() => this.random.chance(0.4));
		return scopes.length === 0 ? ["read_registry"] : scopes;
	}

	private async create({ fault, scopes }: Draw, twin: boolean): Promise<void> {
		const name = `t${this.index}-${this.count}`;
		const username = this.count % 3 === 0 ? { username: `u-${name}` } : {};
		const lifetime = this.count % 4 === 0 ? { expiresIn: "30d" } : {};
		const declared = { ...this.owner, name, scopes, ...username, ...lifetime, connection: this.connection };
		if (twin) {
			this.run.ledger.strangers.add(await this.run.asStranger(this.owner, { name, scopes, ...username }));
			// With `orphans: delete`, a token that others created within the same seconds cannot be distinguished.
			if (this.deletesStrays) await wait(WATERMARK_MS);
		}
		await this.under(
			fault,
			"POST",
			async () => {
				const inputs = await this.run.provider.check("token", declared);
				this.keep(await this.run.provider.create("token", inputs));
			},
			name,
		);
	}

	/** Where no connection is established, nothing is created, and nothing uncertain. */
	private async createNowhere(): Promise<void> {
		const connections = Object.keys(NOWHERE) as (keyof typeof NOWHERE)[];
		const connection = this.random.pick(connections);
		const name = `n${this.index}-${this.count}`;
		const declared = { ...this.owner, name, scopes: ["read_registry"], connection };
		try {
			await this.run.provider.create("token", await this.run.provider.check("token", declared));
			this.run.ledger.others.push(`${name} was created over ${NOWHERE[connection]}`);
		} catch (error) {
			this.run.ledger.note(NOWHERE[connection], this.codeOf(error, name));
		}
	}

	private read(fault: Draw["fault"], record: Recorded): Promise<void> {
		return this.under(fault, "GET", async () => {
			const found = await this.run.provider.read(record);
			if (found === undefined) {
				const { ledger } = this.run;
				for (const id of idsIn(record))
					if (!ledger.undecided.has(id)) ledger.lostSecrets.push(`${id} was read as gone`);
				this.drop(record);
			} else this.keep(found, record);
		});
	}

	private compare(fault: Draw["fault"], record: Recorded): Promise<void> {
		return this.under(fault, "GET", async () => {
			const { changes, replaces } = await this.run.provider.diff(record, record.inputs);
			const undecided = [...idsIn(record)].some((id) => this.run.ledger.undecided.has(id));
			if ((changes || replaces) && !undecided)
				this.run.ledger.others.push(`${record.id} differs, though nothing was changed`);
		});
	}

	private remove(fault: Draw["fault"], record: Recorded): Promise<void> {
		const { ledger } = this.run;
		return this.under(fault, "DELETE", async () => {
			for (const id of idsIn(record)) ledger.undecided.add(id);
			await this.run.provider.delete(record);
			for (const id of idsIn(record)) {
				ledger.undecided.delete(id);
				ledger.deleted.add(id);
			}
			this.drop(record);
		});
	}

	private async workOnSet(draw: Draw, record: Recorded | undefined): Promise<void> {
		const { provider } = this.run;
		const declared = this.declaredSet();
		if (record === undefined)
			return this.under(draw.fault, "POST", async () => {
				this.keep(await provider.create("set", await provider.check("set", declared)));
			});
		if (draw.operation < 0.15) return this.read(draw.fault, record);
		if (draw.operation < 0.2) return this.remove(draw.fault, record);
		return this.under(draw.fault, draw.operation < 0.8 ? "POST" : "DELETE", async () => {
			const inputs = await provider.check("set", declared, record.inputs);
			const { changes } = await provider.diff(record, inputs);
			if (!changes) return;
			// Tokens on their way out may be deleted, whatever becomes of the update.
			const { undecided } = this.run.ledger;
			const inPlay = [...idsIn(record)].filter((id) => !undecided.has(id));
			for (const id of inPlay) undecided.add(id);
			try {
				this.settle(record, await provider.update(record, inputs));
			} catch (error) {
				// What is recorded with a partial failure names everything that was done; any other failure leaves
				// it open.
				if (!(error instanceof ProviderError) || error.initFailure === undefined) inPlay.length = 0;
				throw error;
			} finally {
				for (const id of inPlay) undecided.delete(id);
			}
		});
	}

	private declaredSet(): Properties {
		const { random } = this;
		const tokens = Object.fromEntries(
			KEYS.filter(() => random.chance(0.6)).map((key) => [
				key,
				{ ...this.owner, name: `s${this.index}-${key}`, scopes: this.drawScopes() },
			]),
		);
		const overlap = random.pick(["0s", "1h"]);
		return {
			tokens: JSON.stringify(tokens),
			overlap,
			scopes: ["read_registry"],
			connection: this.connection,
		};
	}

	/** Runs an operation while a fault waits, and notes how it ended. */
	private async under(
		{ name: fault, happens, onWrite, ...plan }: Draw["fault"],
		write: "POST" | "GET" | "DELETE",
		operation: () => Promise<void>,
		declaredName?: string,
	): Promise<void> {
		const { proxy, ledger } = this.run;
		const method = onWrite ? write : "GET";
		proxy.plan(this.connection, happens ? { fault, method, ...plan } : undefined);
		let ending = "ok";
		try {
			await operation();
		} catch (error) {
			ending = this.codeOf(error, declaredName);
		}
		ledger.note(proxy.met(this.connection) > 0 ? fault : "none", ending);
	}

	/** The code of a failure; what is kept of a resource that was made in part is recorded. */
	private codeOf(error: unknown, name?: string): string {
		const { ledger, provider } = this.run;
		if (!(error instanceof ProviderError)) {
			ledger.others.push(`lane ${this.index}, operation ${this.count}: ${String(error)}`);
			return "not an error of the provider";
		}
		if (!provider.process.alive) throw error;
		const { message, initFailure } = error;
		if (initFailure !== undefined) {
			const { id, properties, reasons } = initFailure;
			const before = this.records.find((record) => record.id === id);
			const inputs = before?.inputs ?? {};
			this.settle(before, { kind: "set", id, inputs: inputsOf(properties, inputs), properties });
			for (const reason of reasons)
				if (this.knownCode(reason) === "CREATE_UNCERTAIN")
					ledger.noteUncertain(`s${this.index}-${/^tokens\["(\w)"\]/.exec(reason)?.[1]}`);
			return [...new Set(reasons.map((reason) => this.knownCode(reason)))].sort().join(" + ");
		}
		const code = this.knownCode(message);
		if (code === "CREATE_UNCERTAIN") {
			if (name === undefined) ledger.others.push(`uncertain without a name: ${message}`);
			else ledger.noteUncertain(name);
			const [, named = ""] = /has deploy token ([\d, ]+), identical/.exec(message) ?? [];
			for (const id of named.split(", ").filter(Boolean).map(Number))
				if (ledger.held.has(id)) ledger.others.push(`${id} is held, and was called an orphan`);
		}
		return code;
	}

	private knownCode(text: string): string {
		const code = /\[([A-Z_]+)\]$/.exec(text)?.[1];
		if (code !== undefined && code !== "INTERNAL_FAULT" && (ERROR_CODES as readonly string[]).includes(code))
			return code;
		this.run.ledger.others.push(`lane ${this.index}, operation ${this.count}, without a code: ${text}`);
		return "without a code";
	}

	private keep(record: Recorded, before?: Recorded): void {
		this.settle(before, record);
	}

	/** Puts a record in place of the one before, and checks that the secrets are those that GitLab gave out. */
	private settle(before: Recorded | undefined, record: Recorded): void {
		const { ledger, proxy } = this.run;
		const kept = new Set(idsIn(record));
		for (const id of before === undefined ? [] : idsIn(before)) {
			if (kept.has(id)) continue;
			ledger.held.delete(id);
			ledger.deleted.add(id);
		}
		for (const { id, name, token, until } of tokensIn(record)) {
			ledger.held.set(id, name);
			// Its deletion has failed, or is due: the next update sees to it.
			if (until !== undefined && Date.parse(until) <= Date.now()) ledger.undecided.add(id);
			if (token !== undefined && token !== proxy.secrets.get(id))
				ledger.lostSecrets.push(`${name} (${id}) has another secret than GitLab gave out`);
			if (token === undefined && record.kind === "token")
				ledger.lostSecrets.push(`${name} (${id}) has no secret`);
		}
		this.records = [...this.records.filter((other) => other !== before && other.id !== record.id), record];
	}

	private drop(record: Recorded): void {
		for (const id of idsIn(record)) this.run.ledger.held.delete(id);
		this.records = this.records.filter((other) => other !== record);
	}
}

interface Draw {
	readonly operation: number;
	readonly scopes: string[];
	readonly fault: {
		readonly name: FaultName;
		readonly happens: boolean;
		readonly onWrite: boolean;
		readonly after: number;
		readonly times: number;
		readonly lateMs: number;
	};
}

interface HeldToken {
	readonly id: number;
	readonly name: string;
	/** `undefined` for one on its way out. */
	readonly token?: string;
	/** For one on its way out. */
	readonly until?: string;
}

/** The tokens that a resource holds. */
export function tokensIn({ kind, properties }: Pick<Recorded, "kind" | "properties">): HeldToken[] {
	if (kind === "token") {
		const { tokenId, name, token } = properties as { tokenId: number; name: string; token: string };
		return [{ id: tokenId, name, token }];
	}
	const contents = JSON.parse(String(properties.contents)) as {
		tokens: Record<string, { id: string; name?: string; token?: string }>;
		retired?: { id: string; name: string; until: string }[];
	};
	const live = Object.entries(contents.tokens).map(([key, { id, name = key, token = "" }]) => ({
		id: numberOf(id),
		name,
		token,
	}));
	const leaving = contents.retired ?? [];
	return [...live, ...leaving.map(({ id, name, until }) => ({ id: numberOf(id), name, until }))];
}

function* idsIn(record: Recorded): Generator<number> {
	for (const { id } of tokensIn(record)) yield id;
}

function numberOf(id: string): number {
	return Number(id.split("/").at(-1));
}

/** The inputs that a resource was updated with, which are in its outputs. */
function inputsOf(properties: Properties, fallback: Properties): Properties {
	const { host: _, contents: __, ...inputs } = properties;
	return { ...fallback, ...inputs, drift: {} };
}
