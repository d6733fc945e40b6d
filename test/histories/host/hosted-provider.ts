import { realpathSync } from "node:fs";
import { dirname } from "node:path";
import * as timers from "node:timers/promises";
import * as grpc from "@grpc/grpc-js";
import * as undici from "undici";
import { ProviderClient } from "../../engine/harness/provider-client";
import type { Properties } from "../../engine/harness/rpc";
import { FreshModules } from "./fresh-modules";
import { dateOf } from "./process-clock";
import type { VirtualTime } from "./virtual-time";

const SERVER = realpathSync(require.resolve("@pulumi/pulumi/cmd/dynamic-provider"));
const PACKAGE = dirname(realpathSync(require.resolve("pulumi-gitlab-deploy-tokens")));

/** How a provider process is started. */
export interface ProcessOptions {
	/** The stack's configuration. */
	readonly config: Properties;
	readonly env: Readonly<Record<string, string>>;
	readonly time: VirtualTime;
	/** Milliseconds by which the process's clock is ahead of that time. */
	readonly aheadMs: number;
}

/** A provider process, as the engine has one for each operation. */
export interface ProviderProcess {
	readonly client: ProviderClient;
	/** What it wrote to stderr. */
	readonly printed: () => string;
	stop(): Promise<void>;
}

/**
 * The SDK's provider process inside this one: its server module and this package's are evaluated anew, so that all
 * they remember is new, and served over gRPC on a loopback. A process of Node's own would take half a second.
 */
export async function startHosted({ config, env, time, aheadMs }: ProcessOptions): Promise<ProviderProcess> {
	let stderr = "";
	const servers: grpc.Server[] = [];
	const agents: undici.Agent[] = [];
	const port = new Promise<string>((announced) => {
		const write = (text: string) => {
			stderr += text;
			return true;
		};
		const modules: FreshModules = new FreshModules(
			[dirname(SERVER), PACKAGE],
			{
				process: { argv: ["node", SERVER, "engine"], env, stderr: { write }, on: () => undefined },
				console: { log: announced, error: (text: string) => write(`${text}\n`) },
				Date: dateOf(() => time.now() + aheadMs),
				AbortSignal: { timeout: (ms: number) => time.timeout(ms) },
			},
			{
				"node:timers/promises": { ...timers, setTimeout: time.sleep },
				"source-map-support/register": {},
				"require-from-string": (text: string) => modules.evaluateText(text, SERVER),
				"@grpc/grpc-js": { ...grpc, Server: noting(grpc.Server, servers) },
				undici: { ...undici, Agent: noting(undici.Agent, agents) },
			},
		);
		modules.load(SERVER);
	});
	const client = new ProviderClient(await port);
	await client.configure(config);
	return {
		client,
		printed: () => stderr,
		stop: async () => {
			client.close();
			for (const server of servers) server.forceShutdown();
			await Promise.all(agents.map((agent) => agent.destroy()));
			time.forget();
		},
	};
}

/** The class, with each object that it makes noted. */
function noting<Made extends object, Args extends unknown[]>(
	of: new (...args: Args) => Made,
	made: Made[],
): new (
	...args: Args
) => Made {
	return new Proxy(of, {
		construct(target, args, newTarget) {
			const object = Reflect.construct(target, args, newTarget) as Made;
			made.push(object);
			return object;
		},
	});
}
