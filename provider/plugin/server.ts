import { type PluginAttach, PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { type Clock, systemClock } from "../api/clock";
import { type Call, createContext, type ProviderContext } from "../runtime/context";
import { Operation } from "../runtime/operation";
import { Calls } from "./calls";
import { checkConfiguration, settingSources } from "./configuration";
import { differences, rootOf } from "./detailed-diff";
import { EngineLog } from "./engine-log";
import { EngineWatch } from "./engine-watch";
import { callFailure } from "./failures";
import { callFunction } from "./functions";
import { Empty, grpc, type Respond, type UnaryCall } from "./grpc";
import { schemaText, version } from "./package-files";
import { fromStruct, type Properties, toStruct } from "./properties";
import { ResourceCalls } from "./resource-calls";
import { partsOf } from "./urn";

/** The dependencies of the packaged provider. */
export interface PluginAccess {
	/** An environment variable. */
	env(name: string): string | undefined;
	/** Receives lines that cannot go to the engine. */
	write(line: string): void;
	/** Address of the engine; absent until it attaches. */
	readonly engine?: string | undefined;
	/** Called when the engine has ended without ending this provider. Default: nothing happens. */
	engineGone?(): void;
	/** Default: this machine's. */
	readonly clock?: Clock;
}

/** What the calls about resources have in common. */
interface ResourceRequest {
	getUrn(): string;
	getTimeout?(): number;
}

/** The packaged provider, over gRPC. */
export class PluginServer {
	private readonly calls = new Calls();
	private readonly log: EngineLog;
	private readonly watch: EngineWatch;
	private readonly server = new grpc.Server({
		"grpc.max_receive_message_length": -1,
		"grpc.max_send_message_length": -1,
	});
	private context: ProviderContext;

	constructor(private readonly access: PluginAccess) {
		this.log = new EngineLog(access.write);
		this.watch = new EngineWatch(() => access.engineGone?.());
		if (access.engine !== undefined) this.attach(access.engine);
		this.context = this.createContext({});
		this.server.addService(ResourceProviderService, this.methods());
	}

	/** Listens on this machine only. @returns the port. */
	listen(): Promise<number> {
		return new Promise((listening, failed) => {
			this.server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
				if (error === null) listening(port);
				else failed(error);
			});
		});
	}

	/** Ends, after the calls in progress are completed: the result of a sent request is not lost. */
	async stop(): Promise<void> {
		this.calls.cancel();
		await this.calls.idle();
		await new Promise<void>((stopped) => this.server.tryShutdown(() => stopped()));
		this.log.close();
		this.watch.close();
	}

	private attach(engine: string): void {
		this.log.attach(engine);
		this.watch.attach(engine);
	}

	/** The methods of the protocol; those that are missing here are reported as not implemented. */
	private methods() {
		const resource = <Request extends ResourceRequest, Response>(
			work: (calls: ResourceCalls, request: Request, name: string) => Promise<Response>,
		) =>
			unary<Request, Response>((request) => {
				const urn = request.getUrn();
				const { type, name } = partsOf(urn);
				const seconds = request.getTimeout?.() ?? 0;
				const call = { resource: urn, ...(seconds > 0 ? { timeoutMs: seconds * 1000 } : {}) };
				return this.run(call, (context) => work(ResourceCalls.of(context, type), request, name));
			});
		return {
			handshake: unary(async () =>
				new messages.ProviderHandshakeResponse().setAcceptSecrets(true).setAcceptResources(false),
			),
			attach: unary(async (request: PluginAttach) => {
				this.attach(request.getAddress());
				return new Empty();
			}),
			getPluginInfo: unary(async () => new PluginInfo().setVersion(version())),
			getSchema: unary(async () => new messages.GetSchemaResponse().setSchema(schemaText())),
			checkConfig: unary(checkConfig),
			diffConfig: unary(diffConfig),
			configure: unary((request: messages.ConfigureRequest) => this.configure(request)),
			check: resource((calls, request: messages.CheckRequest, name) => calls.check(request, name)),
			diff: resource((calls, request: messages.DiffRequest) => calls.diff(request)),
			create: resource((calls, request: messages.CreateRequest) => calls.create(request)),
			read: resource((calls, request: messages.ReadRequest) => calls.read(request)),
			update: resource((calls, request: messages.UpdateRequest) => calls.update(request)),
			delete: resource((calls, request: messages.DeleteRequest) => calls.delete(request)),
			invoke: unary((request: messages.InvokeRequest) => this.invoke(request)),
			cancel: unary(async () => {
				this.calls.cancel();
				return new Empty();
			}),
		};
	}

	private async configure(request: messages.ConfigureRequest): Promise<messages.ConfigureResponse> {
		this.context = this.createContext(fromStruct(request.getArgs()).values);
		return new messages.ConfigureResponse()
			.setAcceptsecrets(true)
			.setSupportspreview(true)
			.setAcceptresources(false)
			.setAcceptoutputs(false);
	}

	private async invoke(request: messages.InvokeRequest): Promise<messages.InvokeResponse> {
		const { values } = fromStruct(request.getArgs());
		const returned = await this.run({}, (context) =>
			callFunction(request.getTok(), values, () => Operation.begin(context, {})),
		);
		return new messages.InvokeResponse().setReturn(toStruct(returned.values, returned.secrets));
	}

	/** Runs the work of a call with its context. */
	private run<Result>(call: Call, work: (context: ProviderContext) => Promise<Result>): Promise<Result> {
		return this.log.during(call.resource ?? "", () =>
			this.calls.run(call, (live) => work({ ...this.context, call: live })),
		);
	}

	private createContext(config: Properties): ProviderContext {
		const { env, clock = systemClock } = this.access;
		return createContext({
			...settingSources(config, env),
			write: (line) => this.log.write(line),
			clock: this.calls.clock(clock),
		});
	}
}

/** The errors in the provider's configuration; the credential is marked as secret whether the program did or not. */
async function checkConfig(request: messages.CheckRequest): Promise<messages.CheckResponse> {
	const { values, secrets } = fromStruct(request.getNews());
	return new messages.CheckResponse()
		.setInputs(toStruct(values, [...secrets, "token"]))
		.setFailuresList(
			checkConfiguration(values).map(({ property, reason }) =>
				new messages.CheckFailure().setProperty(property).setReason(reason),
			),
		);
}

/** Any change counts: otherwise the engine would use the old configuration for one more run. */
async function diffConfig(request: messages.DiffRequest): Promise<messages.DiffResponse> {
	const before = request.hasOldInputs() ? request.getOldInputs() : request.getOlds();
	const found = differences(fromStruct(before).values, fromStruct(request.getNews()).values);
	const { DIFF_NONE, DIFF_SOME } = messages.DiffResponse.DiffChanges;
	return new messages.DiffResponse()
		.setChanges(found.size === 0 ? DIFF_NONE : DIFF_SOME)
		.setDiffsList([...new Set([...found.keys()].map(rootOf))]);
}

/** A method of the protocol, with every failure converted to one that the engine can show. */
function unary<Request, Response>(work: (request: Request) => Promise<Response>) {
	return (call: UnaryCall<Request, Response>, respond: Respond<Response>): void => {
		// An error that is thrown at once and one that comes later get the same response.
		Promise.resolve(call.request)
			.then(work)
			.then((response) => respond(null, response))
			.catch((error: unknown) => respond(callFailure(error)));
	};
}
