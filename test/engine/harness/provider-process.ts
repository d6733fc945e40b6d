import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import { credentials } from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { DEPLOY_TOKEN_PROVIDER } from "../../../provider/pulumi/provider-text";
import { plainEnvironment } from "./environment";
import type { GitLab } from "./gitlab";
import { call, fromStruct, type Properties, ProviderError, toStruct, type Unary } from "./rpc";
import type { Place } from "./secrets";
import { CREDENTIALS } from "./world";

const ROOT = resolve(__dirname, "../../..");

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

/** The SDK's own provider process, driven as the engine drives it; `__provider` comes and goes unseen. */
export class ProviderProcess {
	private stderr = "";
	private readonly errors: string[] = [];
	/** The secrets of the tokens it made. */
	readonly secrets = new Set<string>();

	private constructor(
		private readonly child: ChildProcess,
		private readonly client: ResourceProviderClient,
	) {
		child.stderr?.setEncoding("utf8").on("data", (text: string) => {
			this.stderr += text;
		});
	}

	/**
	 * Starts one, with the connection `gitlab` as that GitLab's administrator.
	 *
	 * @param config Configuration of the stack beside that.
	 */
	static async start(
		gitlab: GitLab,
		config: Properties = {},
		env: Readonly<Record<string, string>> = {},
	): Promise<ProviderProcess> {
		const program = require.resolve("@pulumi/pulumi/cmd/dynamic-provider");
		const child = spawn(process.execPath, [program, "127.0.0.1:0"], {
			cwd: ROOT,
			env: { ...plainEnvironment(), ...env },
			stdio: ["ignore", "pipe", "pipe"],
		});
		const [port] = (await once(createInterface(child.stdout), "line")) as [string];
		const client = new ResourceProviderClient(`127.0.0.1:${port}`, credentials.createInsecure());
		const provider = new ProviderProcess(child, client);
		const args = toStruct({ "gitlab:baseUrl": gitlab.url, "gitlab:token": CREDENTIALS.admin, ...config });
		await provider.call(client.configure, new messages.ConfigureRequest().setArgs(args));
		return provider;
	}

	async check(news: Properties, olds: Properties = {}): Promise<Checked> {
		const request = new messages.CheckRequest().setOlds(withText(olds)).setNews(withText(news));
		const response = await this.call(this.client.check, request);
		const failures: Record<string, string[]> = {};
		for (const failure of response.getFailuresList()) {
			failures[failure.getProperty()] ??= [];
			failures[failure.getProperty()]?.push(failure.getReason());
			this.errors.push(failure.getReason());
		}
		return { inputs: withoutText(response.getInputs()), failures };
	}

	async diff(id: string, olds: Properties, news: Properties): Promise<Difference> {
		const request = new messages.DiffRequest().setId(id).setOlds(withText(olds)).setNews(withText(news));
		const response = await this.call(this.client.diff, request);
		return {
			changes: (["unknown", "none", "some"] as const)[response.getChanges()],
			replaces: response.getReplacesList(),
			deleteBeforeReplace: response.getDeletebeforereplace(),
		};
	}

	async create(inputs: Properties): Promise<Made> {
		const request = new messages.CreateRequest().setProperties(withText(inputs));
		const response = await this.call(this.client.create, request);
		const made = { id: response.getId(), properties: withoutText(response.getProperties()) };
		if (typeof made.properties.token === "string") this.secrets.add(made.properties.token);
		return made;
	}

	/** An empty id in the answer means that the resource is gone. */
	async read({ id, properties }: Made): Promise<Read> {
		const request = new messages.ReadRequest().setId(id).setProperties(withText(properties));
		const response = await this.call(this.client.read, request);
		return {
			id: response.getId(),
			properties: withoutText(response.getProperties()),
			inputs: response.hasInputs() ? withoutText(response.getInputs()) : undefined,
		};
	}

	/** @returns the properties afterwards. */
	async update({ id, properties: olds }: Made, news: Properties): Promise<Properties> {
		const request = new messages.UpdateRequest().setId(id).setOlds(withText(olds)).setNews(withText(news));
		const response = await this.call(this.client.update, request);
		return withoutText(response.getProperties());
	}

	async delete({ id, properties }: Made): Promise<void> {
		const request = new messages.DeleteRequest().setId(id).setProperties(withText(properties));
		await this.call(this.client.delete, request);
	}

	/** What the engine does for a new resource: check, which must not fail here, then create. */
	async make(news: Properties): Promise<Made> {
		return this.create(await this.accepted(news));
	}

	/** What the engine does for a declaration of a resource that exists: check, which must not fail here, then diff. */
	async compare(made: Made, news: Properties): Promise<Difference> {
		return this.diff(made.id, made.properties, await this.accepted(news, made.properties));
	}

	/** What the process printed so far. */
	get printed(): string {
		return this.stderr;
	}

	/** Everything of it that a user gets to see. */
	get said(): Place[] {
		return [
			{ name: "the provider's output", text: this.stderr },
			...this.errors.map((text) => ({ name: "an error of the provider", text })),
		];
	}

	/** Ends it. @throws where it had ended by itself. */
	async stop(): Promise<void> {
		this.client.close();
		const { exitCode, signalCode } = this.child;
		if (exitCode !== null || signalCode !== null)
			throw new Error(`the provider process ended by itself (${exitCode ?? signalCode}): ${this.stderr}`);
		const ended = once(this.child, "close");
		this.child.kill();
		await ended;
	}

	private async accepted(news: Properties, olds?: Properties): Promise<Properties> {
		const { inputs, failures } = await this.check(news, olds);
		if (Object.keys(failures).length > 0) throw new Error(`check failed: ${JSON.stringify(failures)}`);
		return inputs;
	}

	private async call<Request, Response>(
		method: Unary<Request, Response>,
		request: Request,
	): Promise<Response> {
		try {
			return await call(this.client, method, request);
		} catch (error) {
			if (error instanceof ProviderError)
				this.errors.push(error.message, ...(error.initFailure?.reasons ?? []));
			throw error;
		}
	}
}

/** The error with which a call of the provider ends. */
export async function failureOf(outcome: Promise<unknown>): Promise<ProviderError> {
	try {
		await outcome;
	} catch (error) {
		if (error instanceof ProviderError) return error;
		throw error;
	}
	throw new Error("the call succeeded, and should have failed");
}

function withText(properties: Properties) {
	return toStruct({ ...properties, __provider: DEPLOY_TOKEN_PROVIDER });
}

function withoutText(struct: Parameters<typeof fromStruct>[0]): Properties {
	const { __provider, ...properties } = fromStruct(struct);
	return properties;
}
