import { realpathSync } from "node:fs";
import { dirname } from "node:path";
import * as timers from "node:timers/promises";
import * as grpc from "@grpc/grpc-js";
import * as undici from "undici";
import type { Properties } from "../../engine/harness/rpc";
import type { EngineProvider } from "../engine/provider";
import { FreshModules } from "./fresh-modules";
import { dateOf } from "./process-clock";
import type { VirtualTime } from "./virtual-time";

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
	readonly provider: EngineProvider;
	/** Its messages to the user. */
	readonly printed: () => string;
	stop(): Promise<void>;
}

/** Where this package's modules are. */
export const PACKAGE = dirname(realpathSync(require.resolve("pulumi-gitlab-deploy-tokens")));

/**
 * What a separate Node process would have, inside this one: modules that are evaluated again, so that all they remember
 * is new, an environment, a clock and stderr. A real process would take half a second.
 */
export class HostedProcess {
	readonly modules: FreshModules;
	private stderr = "";
	private readonly servers: grpc.Server[] = [];
	private readonly agents: undici.Agent[] = [];

	/**
	 * @param folders Further folders whose modules are evaluated again.
	 * @param argv The arguments of the process.
	 * @param log Receives what is printed to stdout.
	 */
	constructor(
		{ env, time, aheadMs }: ProcessOptions,
		folders: readonly string[] = [],
		argv: readonly string[] = [],
		log: (text: string) => void = () => undefined,
	) {
		this.modules = new FreshModules(
			[...folders, PACKAGE],
			{
				process: { argv, env, stderr: { write: this.write }, on: () => undefined },
				console: { log, error: (text: string) => this.write(`${text}\n`) },
				Date: dateOf(() => time.now() + aheadMs),
				AbortSignal: { timeout: (ms: number) => time.timeout(ms) },
			},
			{
				"node:timers/promises": { ...timers, setTimeout: time.sleep },
				"source-map-support/register": {},
				"require-from-string": (text: string) => this.modules.evaluateText(text, argv[1] ?? ""),
				"@grpc/grpc-js": { ...grpc, Server: noting(grpc.Server, this.servers) },
				undici: { ...undici, Agent: noting(undici.Agent, this.agents) },
			},
		);
	}

	get printed(): string {
		return this.stderr;
	}

	readonly write = (text: string): true => {
		this.stderr += text;
		return true;
	};

	async stop(): Promise<void> {
		for (const server of this.servers) server.forceShutdown();
		await Promise.all(this.agents.map((agent) => agent.destroy()));
	}
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
