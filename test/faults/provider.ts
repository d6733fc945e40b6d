import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import { credentials } from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { DEPLOY_TOKEN_PROVIDER, DEPLOY_TOKEN_SET_PROVIDER } from "../../provider/pulumi/provider-text";
import { plainEnvironment } from "../engine/harness/environment";
import {
	call,
	fromStruct,
	type Properties,
	ProviderError,
	toStruct,
	type Unary,
} from "../engine/harness/rpc";

const ROOT = resolve(__dirname, "../..");
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
		private readonly client: ResourceProviderClient,
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
			env: { ...plainEnvironment(), ...env },
			stdio: ["ignore", "pipe", "pipe"],
		});
		const [port] = (await once(createInterface(child.stdout), "line")) as [string];
		const client = new ResourceProviderClient(`127.0.0.1:${port}`, credentials.createInsecure(), {
			"grpc.max_receive_message_length": -1,
			"grpc.max_send_message_length": -1,
		});
		const provider = new Provider(child, client);
		await provider.call(client.configure, new messages.ConfigureRequest().setArgs(toStruct(config)));
		return provider;
	}

	/** Normalises inputs. @throws where they are refused, which no fault may cause. */
	async check(kind: Kind, news: Properties, olds: Properties = {}): Promise<Properties> {
		const request = new messages.CheckRequest().setOlds(wire(kind, olds)).setNews(wire(kind, news));
		const response = await this.call(this.client.check, request);
		const [failure] = response.getFailuresList();
		if (failure !== undefined) throw new Error(`${failure.getProperty()} ${failure.getReason()}`);
		return plain(response.getInputs());
	}

	async create(kind: Kind, inputs: Properties): Promise<Recorded> {
		const response = await this.call(
			this.client.create,
			new messages.CreateRequest().setProperties(wire(kind, inputs)),
		);
		return { kind, id: response.getId(), inputs, properties: plain(response.getProperties()) };
	}

	/** @returns whether anything is to be done. */
	async diff(
		{ kind, id, properties }: Recorded,
		news: Properties,
	): Promise<{ changes: boolean; replaces: boolean }> {
		const request = new messages.DiffRequest()
			.setId(id)
			.setOlds(wire(kind, properties))
			.setNews(wire(kind, news));
		const response = await this.call(this.client.diff, request);
		return {
			changes: response.getChanges() === messages.DiffResponse.DiffChanges.DIFF_SOME,
			replaces: response.getReplacesList().length > 0,
		};
	}

	/** @returns what is recorded from now on; `undefined` where it is gone. */
	async read({ kind, id, inputs, properties }: Recorded): Promise<Recorded | undefined> {
		const request = new messages.ReadRequest().setId(id).setProperties(wire(kind, properties));
		const response = await this.call(this.client.read, request);
		if (response.getId() === "") return undefined;
		return { kind, id, inputs, properties: plain(response.getProperties()) };
	}

	async update({ kind, id, properties }: Recorded, news: Properties): Promise<Recorded> {
		const request = new messages.UpdateRequest()
			.setId(id)
			.setOlds(wire(kind, properties))
			.setNews(wire(kind, news));
		const response = await this.call(this.client.update, request);
		return { kind, id, inputs: news, properties: plain(response.getProperties()) };
	}

	async delete({ kind, id, properties }: Recorded): Promise<void> {
		const request = new messages.DeleteRequest().setId(id).setProperties(wire(kind, properties));
		await this.call(this.client.delete, request);
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

	private async call<Request, Response>(
		method: Unary<Request, Response>,
		request: Request,
	): Promise<Response> {
		// The harness gives up after seconds; searches and retries take longer.
		const patient: Unary<Request, Response> = function (this: object, sent, metadata, _options, callback) {
			return method.call(this, sent, metadata, { deadline: Date.now() + PATIENCE_MS }, callback);
		};
		try {
			return await call(this.client, patient, request);
		} catch (error) {
			if (error instanceof ProviderError)
				this.errors.push(error.message, ...(error.initFailure?.reasons ?? []));
			throw error;
		}
	}
}

function wire(kind: Kind, properties: Properties) {
	const __provider = kind === "set" ? DEPLOY_TOKEN_SET_PROVIDER : DEPLOY_TOKEN_PROVIDER;
	return toStruct({ ...properties, __provider });
}

function plain(struct: Parameters<typeof fromStruct>[0]): Properties {
	const { __provider, ...properties } = fromStruct(struct);
	return properties;
}
