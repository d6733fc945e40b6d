import { DEPLOY_TOKEN_PROVIDER, DEPLOY_TOKEN_SET_PROVIDER } from "../../provider/pulumi/provider-text";
import { DynamicProvider } from "../engine/harness/dynamic-provider";
import type { Properties } from "../engine/harness/rpc";

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
	private constructor(readonly process: DynamicProvider) {}

	/** @param config The stack's configuration. */
	static async start(config: Properties, env: Readonly<Record<string, string>> = {}): Promise<Provider> {
		const process = await DynamicProvider.start(env, PATIENCE_MS);
		await process.noting(process.client.configure(config));
		return new Provider(process);
	}

	/** Normalises inputs. @throws where they are refused, which no fault may cause. */
	async check(kind: Kind, news: Properties, olds: Properties = {}): Promise<Properties> {
		const { inputs, failures } = await this.process.noting(
			this.process.client.check(wire(kind, news), wire(kind, olds)),
		);
		const [failure] = Object.entries(failures);
		if (failure !== undefined) throw new Error(failure.flat().join(" "));
		return plain(inputs);
	}

	async create(kind: Kind, inputs: Properties): Promise<Recorded> {
		const { id, properties } = await this.process.noting(this.process.client.create(wire(kind, inputs)));
		return { kind, id, inputs, properties: plain(properties) };
	}

	/** @returns whether anything is to be done. */
	async diff(
		{ kind, id, properties }: Recorded,
		news: Properties,
	): Promise<{ changes: boolean; replaces: boolean }> {
		const found = await this.process.noting(
			this.process.client.diff(id, wire(kind, properties), wire(kind, news)),
		);
		return { changes: found.changes === "some", replaces: found.replaces.length > 0 };
	}

	/** @returns what is recorded from now on; `undefined` where it is gone. */
	async read({ kind, id, inputs, properties }: Recorded): Promise<Recorded | undefined> {
		const read = await this.process.noting(
			this.process.client.read({ id, properties: wire(kind, properties) }),
		);
		return read.id === "" ? undefined : { kind, id, inputs, properties: plain(read.properties) };
	}

	async update({ kind, id, properties }: Recorded, news: Properties): Promise<Recorded> {
		const made = { id, properties: wire(kind, properties) };
		const after = await this.process.noting(this.process.client.update(made, wire(kind, news)));
		return { kind, id, inputs: news, properties: plain(after) };
	}

	async delete({ kind, id, properties }: Recorded): Promise<void> {
		await this.process.noting(this.process.client.delete({ id, properties: wire(kind, properties) }));
	}
}

function wire(kind: Kind, properties: Properties): Properties {
	return { ...properties, __provider: kind === "set" ? DEPLOY_TOKEN_SET_PROVIDER : DEPLOY_TOKEN_PROVIDER };
}

function plain({ __provider, ...properties }: Properties): Properties {
	return properties;
}
