import { realpathSync } from "node:fs";
import { dirname } from "node:path";
import { ProviderClient } from "../../engine/harness/provider-client";
import type { EngineProvider } from "../engine/provider";
import { HostedProcess, type ProcessOptions, type ProviderProcess } from "./hosted-process";

const SERVER = realpathSync(require.resolve("@pulumi/pulumi/cmd/dynamic-provider"));

/** The SDK's provider process inside this one: its server module is evaluated again, and served over gRPC on a loopback. */
export async function startDynamic(options: ProcessOptions): Promise<ProviderProcess> {
	let announce = (_port: string): void => undefined;
	const port = new Promise<string>((announced) => {
		announce = announced;
	});
	const process = new HostedProcess(options, [dirname(SERVER)], ["node", SERVER, "engine"], announce);
	process.modules.load(SERVER);
	const client = new ProviderClient(await port);
	await client.configure(options.config);
	return {
		provider: asEngineProvider(client),
		printed: () => process.printed,
		stop: async () => {
			client.close();
			await process.stop();
			options.time.forget();
		},
	};
}

function asEngineProvider(client: ProviderClient): EngineProvider {
	return {
		check: (_urn, news, olds) => client.check(news, olds),
		diff: (_urn, id, olds, news) => client.diff(id, olds, news),
		create: (_urn, inputs) => client.create(inputs),
		read: (_urn, made) => client.read(made),
		update: (_urn, made, news) => client.update(made, news),
		delete: (_urn, made) => client.delete(made),
	};
}
