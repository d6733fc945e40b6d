import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import { DEPLOY_TOKEN_PROVIDER } from "../../../provider/pulumi/provider-text";
import { LATE_PACKAGES, plainEnvironment } from "./environment";
import type { GitLab } from "./gitlab";
import { type Checked, type Difference, type Made, ProviderClient, type Read } from "./provider-client";
import { type Properties, ProviderError } from "./rpc";
import type { Place } from "./secrets";
import { CREDENTIALS } from "./world";

const ROOT = resolve(__dirname, "../../..");

export type { Checked, Difference, Made, Read };

/** The SDK's own provider process, driven as the engine drives it; `__provider` comes and goes unseen. */
export class ProviderProcess {
	private stderr = "";
	private readonly errors: string[] = [];
	/** The secrets of the tokens it made. */
	readonly secrets = new Set<string>();

	private constructor(
		private readonly child: ChildProcess,
		private readonly client: ProviderClient,
	) {
		child.stderr?.setEncoding("utf8").on("data", (text: string) => {
			this.stderr += text;
		});
	}

	/**
	 * Starts one, with the connection `gitlab` as that GitLab's administrator.
	 *
	 * @param config Further configuration of the stack.
	 */
	static async start(
		gitlab: GitLab,
		config: Properties = {},
		env: Readonly<Record<string, string>> = {},
	): Promise<ProviderProcess> {
		const program = require.resolve("@pulumi/pulumi/cmd/dynamic-provider");
		const child = spawn(process.execPath, [program, "127.0.0.1:0"], {
			cwd: ROOT,
			env: { ...plainEnvironment(), ...LATE_PACKAGES, ...env },
			stdio: ["ignore", "pipe", "pipe"],
		});
		const [port] = (await once(createInterface(child.stdout), "line")) as [string];
		const provider = new ProviderProcess(child, new ProviderClient(port));
		const connection = { "gitlab:baseUrl": gitlab.url, "gitlab:token": CREDENTIALS.admin };
		await provider.noting(provider.client.configure({ ...connection, ...config }));
		return provider;
	}

	async check(news: Properties, olds: Properties = {}): Promise<Checked> {
		const { inputs, failures } = await this.noting(this.client.check(withText(news), withText(olds)));
		this.errors.push(...Object.values(failures).flat());
		return { inputs: withoutText(inputs), failures };
	}

	diff(id: string, olds: Properties, news: Properties): Promise<Difference> {
		return this.noting(this.client.diff(id, withText(olds), withText(news)));
	}

	async create(inputs: Properties): Promise<Made> {
		const { id, properties } = await this.noting(this.client.create(withText(inputs)));
		if (typeof properties.token === "string") this.secrets.add(properties.token);
		return { id, properties: withoutText(properties) };
	}

	/** An empty ID in the response means that the resource is gone. */
	async read({ id, properties }: Made): Promise<Read> {
		const read = await this.noting(this.client.read({ id, properties: withText(properties) }));
		return {
			id: read.id,
			properties: withoutText(read.properties),
			inputs: read.inputs && withoutText(read.inputs),
		};
	}

	/** @returns the properties afterwards. */
	async update({ id, properties: olds }: Made, news: Properties): Promise<Properties> {
		const made = { id, properties: withText(olds) };
		return withoutText(await this.noting(this.client.update(made, withText(news))));
	}

	async delete({ id, properties }: Made): Promise<void> {
		await this.noting(this.client.delete({ id, properties: withText(properties) }));
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

	private async noting<Result>(outcome: Promise<Result>): Promise<Result> {
		try {
			return await outcome;
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

function withText(properties: Properties): Properties {
	return { ...properties, __provider: DEPLOY_TOKEN_PROVIDER };
}

function withoutText({ __provider, ...properties }: Properties): Properties {
	return properties;
}
