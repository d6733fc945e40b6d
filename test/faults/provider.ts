import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import { DEPLOY_TOKEN_PROVIDER, DEPLOY_TOKEN_SET_PROVIDER } from "../../provider/pulumi/provider-text";
import { LATE_PACKAGES, plainEnvironment } from "../engine/harness/environment";
import { ProviderClient } from "../engine/harness/provider-client";
import { type Properties, ProviderError } from "../engine/harness/rpc";

const ROOT = resolve(__dirname, "../..");
/** Searches and retries take longer than a call without faults. */
const PATIENCE_MS = 180_000;

export type Kind = "token" | "set";

/** A resource as the engine records it, with the inputs it was last checked with. */
export interface Recorded {
	readonly kind: Kind;
	readonly id: string;
	readonly inputs: Properties;
	readonly properties: Properties;
}

/**
 * The SDK's provider process, for work that meets faults and can take minutes: several kinds of resources,
 * and what a call that failed left behind.
 */
export class Provider {
	/** Everything it wrote to stderr. */
	printed = "";
	/** Every error in a response, and every reason in them. */
	readonly errors: string[] = [];

	private constructor(
		readonly child: ChildProcess,
		private readonly client: ProviderClient,
	) {
		child.stderr?.setEncoding("utf8").on("data", (text: string) => {
			this.printed += text;
		});
	}

	/** @param config The stack's configuration. */
	static async start(config: Properties, env: Readonly<Record<string, string>> = {}): Promise<Provider> {
		const program = require.resolve("@pulumi/pulumi/cmd/dynamic-provider");
		const child = spawn(process.execPath, [program, "127.0.0.1:0"], {
			cwd: ROOT,
			env: { ...plainEnvironment(), ...LATE_PACKAGES, ...env },
			stdio: ["ignore", "pipe", "pipe"],
		});
		const [port] = (await once(createInterface(child.stdout), "line")) as [string];
		const provider = new Provider(child, new ProviderClient(port, PATIENCE_MS));
		await provider.noting(provider.client.configure(config));
		return provider;
	}

	/** Normalises inputs. @throws where they are refused, which no fault may cause. */
	async check(kind: Kind, news: Properties, olds: Properties = {}): Promise<Properties> {
		const { inputs, failures } = await this.noting(this.client.check(wire(kind, news), wire(kind, olds)));
		const [failure] = Object.entries(failures);
		if (failure !== undefined) throw new Error(failure.flat().join(" "));
		return plain(inputs);
	}

	async create(kind: Kind, inputs: Properties): Promise<Recorded> {
		const { id, properties } = await this.noting(this.client.create(wire(kind, inputs)));
		return { kind, id, inputs, properties: plain(properties) };
	}

	/** @returns whether anything is to be done. */
	async diff(
		{ kind, id, properties }: Recorded,
		news: Properties,
	): Promise<{ changes: boolean; replaces: boolean }> {
		const found = await this.noting(this.client.diff(id, wire(kind, properties), wire(kind, news)));
		return { changes: found.changes === "some", replaces: found.replaces.length > 0 };
	}

	/** @returns what is recorded from now on; `undefined` where it is gone. */
	async read({ kind, id, inputs, properties }: Recorded): Promise<Recorded | undefined> {
		const read = await this.noting(this.client.read({ id, properties: wire(kind, properties) }));
		return read.id === "" ? undefined : { kind, id, inputs, properties: plain(read.properties) };
	}

	async update({ kind, id, properties }: Recorded, news: Properties): Promise<Recorded> {
		const made = { id, properties: wire(kind, properties) };
		const after = await this.noting(this.client.update(made, wire(kind, news)));
		return { kind, id, inputs: news, properties: plain(after) };
	}

	async delete({ kind, id, properties }: Recorded): Promise<void> {
		await this.noting(this.client.delete({ id, properties: wire(kind, properties) }));
	}

	/** Whether the process is there. */
	get alive(): boolean {
		return this.child.exitCode === null && this.child.signalCode === null;
	}

	/** Ends it, at once. */
	async kill(signal: NodeJS.Signals = "SIGKILL"): Promise<void> {
		this.client.close();
		if (!this.alive) return;
		const ended = once(this.child, "close");
		this.child.kill(signal);
		await ended;
	}

	private async noting<Result>(outcome: Promise<Result>): Promise<Result> {
		return outcome.catch((error) => {
			if (error instanceof ProviderError)
				this.errors.push(error.message, ...(error.initFailure?.reasons ?? []));
			throw error;
		});
	}
}

function wire(kind: Kind, properties: Properties): Properties {
	return { ...properties, __provider: kind === "set" ? DEPLOY_TOKEN_SET_PROVIDER : DEPLOY_TOKEN_PROVIDER };
}

function plain({ __provider, ...properties }: Properties): Properties {
	return properties;
}
