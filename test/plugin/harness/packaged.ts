import { credentials } from "@grpc/grpc-js";
import { PluginAttach } from "@pulumi/pulumi/proto/plugin_pb";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import type { Clock } from "../../../provider/api/clock";
import { PluginServer } from "../../../provider/plugin/server";
import { call, fromStruct, type Properties, toStruct, type Unary } from "../../engine/harness/rpc";
import { FakeEngine } from "./fake-engine";

export type { Properties };

export const TOKEN = "gitlab-deploy-tokens:index:DeployToken";
export const SET = "gitlab-deploy-tokens:index:DeployTokenSet";
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";

/** A value that the engine marks as secret. */
export const secret = (value: unknown): Properties => ({ [SIGNATURE]: SECRET, value });

/** The value in a secret. @throws where it is none. */
export function opened(value: unknown): unknown {
	const held = value as Properties | undefined;
	if (held?.[SIGNATURE] !== SECRET) throw new Error(`not a secret: ${JSON.stringify(value)}`);
	return held.value;
}

/** A resource as the engine records it. */
export interface Recorded {
	readonly type: string;
	readonly name: string;
	readonly id: string;
	readonly inputs: Properties;
	readonly outputs: Properties;
	readonly refreshed?: boolean;
}

/** What `diff` says. */
export interface Compared {
	readonly changes: boolean;
	readonly replaces: readonly string[];
	/** By path: `update`, `add_replace`, … */
	readonly detail: Readonly<Record<string, string>>;
}

export interface PackagedOptions {
	readonly env?: Readonly<Record<string, string | undefined>>;
	readonly clock: Clock;
	readonly config?: Properties;
}

/** The packaged provider, served and called over gRPC as the engine does, with nothing between. */
export class Packaged {
	private constructor(
		private readonly server: PluginServer,
		readonly client: ResourceProviderClient,
		private readonly engine?: FakeEngine,
	) {}

	static async start({ env = {}, clock, config = {} }: PackagedOptions): Promise<Packaged> {
		const engine = new FakeEngine();
		const server = new PluginServer({
			env: (name) => env[name],
			write: (line) => {
				throw new Error(`written where nobody sees it: ${line}`);
			},
			engine: await engine.listen(),
			clock,
		});
		return Packaged.over(server, config, engine);
	}

	/** One that is there already, configured. */
	static async over(server: PluginServer, config: Properties, engine?: FakeEngine): Promise<Packaged> {
		const client = new ResourceProviderClient(
			`127.0.0.1:${await server.listen()}`,
			credentials.createInsecure(),
		);
		const packaged = new Packaged(server, client, engine);
		await packaged.call(client.configure, new messages.ConfigureRequest().setArgs(toStruct(config)));
		return packaged;
	}

	/** The messages to the user, in order. */
	get said() {
		return this.engine?.said ?? [];
	}

	call<Request, Response>(method: Unary<Request, Response>, request: Request): Promise<Response> {
		return call(this.client, method, request);
	}

	async schema(): Promise<Properties> {
		const response = await this.call(this.client.getSchema, new messages.GetSchemaRequest());
		return JSON.parse(response.getSchema());
	}

	async version(): Promise<string> {
		return (await this.call(this.client.getPluginInfo, new Empty())).getVersion();
	}

	async checkConfig(news: Properties) {
		const request = new messages.CheckRequest().setUrn(urnOf("pulumi:providers:gitlab-deploy-tokens", "p"));
		return checked(await this.call(this.client.checkConfig, request.setNews(toStruct(news))));
	}

	async diffConfig(olds: Properties, news: Properties): Promise<boolean> {
		const request = new messages.DiffRequest().setOldInputs(toStruct(olds)).setNews(toStruct(news));
		const response = await this.call(this.client.diffConfig, request);
		return response.getChanges() === messages.DiffResponse.DiffChanges.DIFF_SOME;
	}

	async check(type: string, name: string, news: Properties, olds: Properties = {}) {
		const request = new messages.CheckRequest()
			.setUrn(urnOf(type, name))
			.setOlds(toStruct(olds))
			.setNews(toStruct(news));
		return checked(await this.call(this.client.check, request));
	}

	/** `check` of what must be accepted. */
	async accepted(type: string, name: string, news: Properties, olds?: Properties): Promise<Properties> {
		const { inputs, failures } = await this.check(type, name, news, olds);
		if (Object.keys(failures).length > 0) throw new Error(`check failed: ${JSON.stringify(failures)}`);
		return inputs;
	}

	/** The outputs that a preview shows of a new resource. */
	async plan(type: string, name: string, inputs: Properties): Promise<Properties> {
		const request = new messages.CreateRequest().setUrn(urnOf(type, name)).setProperties(toStruct(inputs));
		return fromStruct((await this.call(this.client.create, request.setPreview(true))).getProperties());
	}

	async create(type: string, name: string, inputs: Properties, seconds = 0): Promise<Recorded> {
		const request = new messages.CreateRequest()
			.setUrn(urnOf(type, name))
			.setProperties(toStruct(inputs))
			.setTimeout(seconds);
		const response = await this.call(this.client.create, request);
		return {
			type,
			name,
			id: response.getId(),
			inputs,
			outputs: fromStruct(response.getProperties()),
			refreshed: response.getRefreshBeforeUpdate(),
		};
	}

	/** What the engine does for a new resource. */
	async made(type: string, name: string, declared: Properties): Promise<Recorded> {
		return this.create(type, name, await this.accepted(type, name, declared));
	}

	/** What the engine does for a resource that it knows: check, then diff. */
	async compare(recorded: Recorded, declared: Properties): Promise<Compared & { inputs: Properties }> {
		const { type, name, inputs: before } = recorded;
		const inputs = await this.accepted(type, name, declared, before);
		return { ...(await this.diff(recorded, inputs)), inputs };
	}

	async diff({ type, name, id, inputs: before, outputs }: Recorded, inputs: Properties): Promise<Compared> {
		const request = new messages.DiffRequest()
			.setUrn(urnOf(type, name))
			.setId(id)
			.setOlds(toStruct(outputs))
			.setOldInputs(toStruct(before))
			.setNews(toStruct(inputs));
		const response = await this.call(this.client.diff, request);
		const { DIFF_SOME } = messages.DiffResponse.DiffChanges;
		const kinds = Object.entries(messages.PropertyDiff.Kind).map(([kind, value]) => [value, kind]);
		const detail: Record<string, string> = {};
		response.getDetaileddiffMap().forEach((diff, path) => {
			detail[path] = String(kinds.find(([value]) => value === diff.getKind())?.[1]).toLowerCase();
		});
		return {
			changes: response.getChanges() === DIFF_SOME,
			replaces: response.getReplacesList(),
			detail,
		};
	}

	async update(recorded: Recorded, inputs: Properties, preview = false): Promise<Recorded> {
		const { type, name, id, outputs } = recorded;
		const request = new messages.UpdateRequest()
			.setUrn(urnOf(type, name))
			.setId(id)
			.setOlds(toStruct(outputs))
			.setNews(toStruct(inputs))
			.setPreview(preview);
		const response = await this.call(this.client.update, request);
		return { ...recorded, inputs, outputs: fromStruct(response.getProperties()) };
	}

	/** A refresh; an import where nothing is recorded. `undefined` where it is gone. */
	async read(
		recorded: Pick<Recorded, "type" | "name" | "id"> & Partial<Recorded>,
	): Promise<Recorded | undefined> {
		const { type, name, id, outputs = {}, inputs = {} } = recorded;
		const request = new messages.ReadRequest()
			.setUrn(urnOf(type, name))
			.setId(id)
			.setProperties(toStruct(outputs))
			.setInputs(toStruct(inputs));
		const response = await this.call(this.client.read, request);
		if (response.getId() === "") return undefined;
		return {
			type,
			name,
			id: response.getId(),
			inputs: fromStruct(response.getInputs()),
			outputs: fromStruct(response.getProperties()),
			refreshed: response.getRefreshBeforeUpdate(),
		};
	}

	async delete({ type, name, id, outputs }: Recorded): Promise<void> {
		const request = new messages.DeleteRequest().setUrn(urnOf(type, name)).setId(id);
		await this.call(this.client.delete, request.setProperties(toStruct(outputs)));
	}

	async invoke(name: string, args: Properties): Promise<Properties> {
		const request = new messages.InvokeRequest().setTok(`gitlab-deploy-tokens:index:${name}`);
		return fromStruct((await this.call(this.client.invoke, request.setArgs(toStruct(args)))).getReturn());
	}

	async cancel(): Promise<void> {
		await this.call(this.client.cancel, new Empty());
	}

	async attach(address: string): Promise<void> {
		await this.call(this.client.attach, new PluginAttach().setAddress(address));
	}

	/** What a signal of the engine does. */
	end(): Promise<void> {
		return this.server.stop();
	}

	async stop(): Promise<void> {
		this.client.close();
		await this.server.stop();
		this.engine?.close();
	}
}

function urnOf(type: string, name: string): string {
	return `urn:pulumi:dev::trial::${type}::${name}`;
}

function checked(response: messages.CheckResponse) {
	const failures: Record<string, string> = {};
	for (const failure of response.getFailuresList()) failures[failure.getProperty()] = failure.getReason();
	return { inputs: fromStruct(response.getInputs()), failures };
}
