import { DEPLOY_TOKEN_PROVIDER } from "../../../provider/pulumi/provider-text";
import type { Place } from "../../../tools/secret-search.mjs";
import { DynamicProvider } from "./dynamic-provider";
import type { GitLab } from "./gitlab";
import type { Checked, Difference, Made, Read } from "./provider-client";
import { type Properties, ProviderError } from "./rpc";
import { CREDENTIALS } from "./world";

export type { Checked, Difference, Made, Read };

/** The SDK's own provider process, driven as the engine drives it; `__provider` comes and goes unseen. */
export class ProviderProcess {
	/** The secrets of the tokens it made. */
	readonly secrets = new Set<string>();

	private constructor(private readonly process: DynamicProvider) {}

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
		const process = await DynamicProvider.start(env);
		const connection = { "gitlab:baseUrl": gitlab.url, "gitlab:token": CREDENTIALS.admin };
		await process.noting(process.client.configure({ ...connection, ...config }));
		return new ProviderProcess(process);
	}

	async check(news: Properties, olds: Properties = {}): Promise<Checked> {
		const { inputs, failures } = await this.process.noting(
			this.process.client.check(withText(news), withText(olds)),
		);
		this.process.errors.push(...Object.values(failures).flat());
		return { inputs: withoutText(inputs), failures };
	}

	diff(id: string, olds: Properties, news: Properties): Promise<Difference> {
		return this.process.noting(this.process.client.diff(id, withText(olds), withText(news)));
	}

	async create(inputs: Properties): Promise<Made> {
		const { id, properties } = await this.process.noting(this.process.client.create(withText(inputs)));
		if (typeof properties.token === "string") this.secrets.add(properties.token);
		return { id, properties: withoutText(properties) };
	}

	/** An empty ID in the response means that the resource is gone. */
	async read({ id, properties }: Made): Promise<Read> {
		const read = await this.process.noting(
			this.process.client.read({ id, properties: withText(properties) }),
		);
		return {
			id: read.id,
			properties: withoutText(read.properties),
			inputs: read.inputs && withoutText(read.inputs),
		};
	}

	/** @returns the properties afterwards. */
	async update({ id, properties: olds }: Made, news: Properties): Promise<Properties> {
		const made = { id, properties: withText(olds) };
		return withoutText(await this.process.noting(this.process.client.update(made, withText(news))));
	}

	async delete({ id, properties }: Made): Promise<void> {
		await this.process.noting(this.process.client.delete({ id, properties: withText(properties) }));
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
		return this.process.printed;
	}

	/** Everything of it that a user gets to see. */
	get said(): Place[] {
		return this.process.said;
	}

	/** Ends it. @throws where it had ended by itself. */
	async stop(): Promise<void> {
		const { alive, child } = this.process;
		await this.process.kill("SIGTERM");
		if (alive) return;
		const how = child.exitCode ?? child.signalCode;
		throw new Error(`the provider process ended by itself (${how}): ${this.printed}`);
	}

	private async accepted(news: Properties, olds?: Properties): Promise<Properties> {
		const { inputs, failures } = await this.check(news, olds);
		if (Object.keys(failures).length > 0) throw new Error(`check failed: ${JSON.stringify(failures)}`);
		return inputs;
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
