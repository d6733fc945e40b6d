import { credentials } from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { call, fromStruct, type Properties, toStruct, type Unary } from "./rpc";

/** A resource as the engine records it. */
export interface Made {
	readonly id: string;
	readonly properties: Properties;
}

export interface Checked {
	readonly inputs: Properties;
	/** Reasons by property. */
	readonly failures: Readonly<Record<string, readonly string[]>>;
}

export interface Difference {
	readonly changes: "none" | "some" | "unknown";
	readonly replaces: readonly string[];
	readonly deleteBeforeReplace: boolean;
}

export interface Read extends Made {
	readonly inputs: Properties | undefined;
}

/** The provider protocol, as the engine speaks it with the SDK's provider process. */
export class ProviderClient {
	private readonly client: ResourceProviderClient;

	/** @param deadlineMs How long one call may take. */
	constructor(
		port: string,
		private readonly deadlineMs = 20_000,
	) {
		this.client = new ResourceProviderClient(`127.0.0.1:${port}`, credentials.createInsecure(), {
			"grpc.max_receive_message_length": -1,
			"grpc.max_send_message_length": -1,
		});
	}

	/** @param config The stack's configuration. */
	async configure(config: Properties): Promise<void> {
		await this.call(this.client.configure, new messages.ConfigureRequest().setArgs(toStruct(config)));
	}

	async check(news: Properties, olds: Properties = {}): Promise<Checked> {
		const request = new messages.CheckRequest().setOlds(toStruct(olds)).setNews(toStruct(news));
		const response = await this.call(this.client.check, request);
		const failures: Record<string, string[]> = {};
		for (const failure of response.getFailuresList()) {
			failures[failure.getProperty()] ??= [];
			failures[failure.getProperty()]?.push(failure.getReason());
		}
		return { inputs: fromStruct(response.getInputs()), failures };
	}

	async diff(id: string, olds: Properties, news: Properties): Promise<Difference> {
		const request = new messages.DiffRequest().setId(id).setOlds(toStruct(olds)).setNews(toStruct(news));
		const response = await this.call(this.client.diff, request);
		return {
			changes: (["unknown", "none", "some"] as const)[response.getChanges()],
			replaces: response.getReplacesList(),
			deleteBeforeReplace: response.getDeletebeforereplace(),
		};
	}

	async create(inputs: Properties): Promise<Made> {
		const request = new messages.CreateRequest().setProperties(toStruct(inputs));
		const response = await this.call(this.client.create, request);
		return { id: response.getId(), properties: fromStruct(response.getProperties()) };
	}

	/** An empty ID in the response means that the resource is gone. */
	async read({ id, properties }: Made): Promise<Read> {
		const request = new messages.ReadRequest().setId(id).setProperties(toStruct(properties));
		const response = await this.call(this.client.read, request);
		return {
			id: response.getId(),
			properties: fromStruct(response.getProperties()),
			inputs: response.hasInputs() ? fromStruct(response.getInputs()) : undefined,
		};
	}

	/** @returns the properties afterwards. */
	async update({ id, properties: olds }: Made, news: Properties): Promise<Properties> {
		const request = new messages.UpdateRequest().setId(id).setOlds(toStruct(olds)).setNews(toStruct(news));
		const response = await this.call(this.client.update, request);
		return fromStruct(response.getProperties());
	}

	async delete({ id, properties }: Made): Promise<void> {
		const request = new messages.DeleteRequest().setId(id).setProperties(toStruct(properties));
		await this.call(this.client.delete, request);
	}

	close(): void {
		this.client.close();
	}

	private call<Request, Response>(method: Unary<Request, Response>, request: Request): Promise<Response> {
		return call(this.client, method, request, this.deadlineMs);
	}
}
