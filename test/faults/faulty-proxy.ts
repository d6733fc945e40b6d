import {
	Agent,
	createServer,
	type IncomingMessage,
	request,
	type Server,
	type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { FAULTS, type FaultName, type GitLabResponse, send } from "./fault-kinds";

/** A fault that waits in one lane. */
export interface Plan {
	readonly fault: FaultName;
	readonly method: string;
	/** How many requests with that method it lets pass first. */
	readonly after: number;
	/** How many it meets then. */
	readonly times: number;
	readonly lateMs: number;
}

interface Lane {
	plan: Plan | undefined;
	passed: number;
	met: number;
}

/** A request that GitLab acted on. */
export interface Served {
	readonly lane: string;
	readonly method: string;
	/** Path and query. */
	readonly target: string;
	readonly status: number;
	readonly body: string;
}

export interface ProxyOptions {
	/** Base URL of a host that must never receive a request. */
	readonly elsewhere: string;
	/** Longer than a client's request may take, in milliseconds. */
	readonly beyondTimeoutMs: number;
	/** How time passes; that of this machine by default. */
	readonly wait?: (ms: number) => Promise<unknown>;
	/** GitLab's clock; that of this machine by default. */
	readonly now?: () => number;
	/** Called when GitLab has acted on a request, before any fault meets the response. */
	readonly onServed?: (served: Served) => void;
}

/** Something that is to happen when a lane's request number `at`, counted from 1, has come. */
export interface Trap {
	readonly at: number;
	/** Whether GitLab acts on that request first. */
	readonly served: boolean;
	/** Called then. */
	readonly spring: () => void | Promise<void>;
	/** Whether the request continues as usual; if not, it gets no response. */
	readonly goesOn?: boolean;
}

/**
 * A proxy in front of a GitLab that injects faults. Everything below `/<lane>/` belongs to that lane, which has its
 * own faults; so a lane's base URL is that of a GitLab with a relative root.
 *
 * It learns the secrets from the responses, before a fault changes them.
 */
export class FaultyProxy {
	/** The secret that GitLab gave out for each token, by its number. */
	readonly secrets = new Map<number, string>();
	private readonly traps = new Map<string, Trap & { seen: number }>();
	private readonly lanes = new Map<string, Lane>();
	private readonly under = new Set<Promise<void>>();
	private readonly agent = new Agent({ keepAlive: true, maxSockets: 64 });

	private constructor(
		private readonly server: Server,
		private readonly gitlab: URL,
		private readonly options: ProxyOptions,
	) {
		server.on("request", (incoming, response) => {
			const served = this.handle(incoming, response).catch(() => {
				response.socket?.destroy();
			});
			this.under.add(served);
			void served.then(() => this.under.delete(served));
		});
	}

	static async start(gitlab: string, options: ProxyOptions): Promise<FaultyProxy> {
		const server = createServer({ keepAliveTimeout: 60_000 });
		await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
		return new FaultyProxy(server, new URL(gitlab), options);
	}

	/** Base URL of a lane. */
	urlOf(lane: string): string {
		return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/${lane}`;
	}

	/** Lets a fault wait in a lane, in place of the one before. */
	plan(lane: string, plan: Plan | undefined): void {
		this.lanes.set(lane, { plan, passed: 0, met: 0 });
	}

	/** How many requests the planned fault has met. */
	met(lane: string): number {
		return this.lanes.get(lane)?.met ?? 0;
	}

	/** Lets a trap wait in a lane. @returns how many requests have come since. */
	set(lane: string, trap: Trap): () => number {
		const set = { ...trap, seen: 0 };
		this.traps.set(lane, set);
		return () => set.seen;
	}

	/** Resolves when GitLab has acted on everything, late commits too. */
	async settled(): Promise<void> {
		while (this.under.size > 0) await Promise.all(this.under);
	}

	async close(): Promise<void> {
		this.agent.destroy();
		this.server.closeAllConnections();
		await new Promise((closed) => this.server.close(closed));
	}

	private async handle(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
		response.on("error", () => undefined);
		const body = await readAll(incoming);
		const [, lane = "", target = "/"] = /^\/([^/]+)(\/.*)$/.exec(incoming.url ?? "") ?? [];
		const serve = () => this.serve(lane, incoming, target, body);
		const trap = this.traps.get(lane);
		if (trap !== undefined) {
			trap.seen += 1;
			if (trap.seen === trap.at) {
				if (trap.served && !trap.goesOn) await serve();
				await trap.spring();
				if (!trap.goesOn) {
					response.socket?.destroy();
					return;
				}
			}
		}
		const fault = this.take(lane, incoming.method ?? "");
		if (fault === undefined) return send({ response }, await serve());
		return FAULTS[fault.fault]({
			response,
			target,
			serve,
			elsewhere: this.options.elsewhere,
			beyondTimeoutMs: this.options.beyondTimeoutMs,
			lateMs: fault.lateMs,
			wait: async (ms) => {
				await (this.options.wait ?? wait)(ms);
			},
			now: this.options.now ?? Date.now,
		});
	}

	private take(name: string, method: string): Plan | undefined {
		const lane = this.lanes.get(name);
		if (lane?.plan === undefined || lane.plan.method !== method) return undefined;
		lane.passed += 1;
		if (lane.passed <= lane.plan.after || lane.met >= lane.plan.times) return undefined;
		lane.met += 1;
		return lane.plan;
	}

	private async serve(
		lane: string,
		{ method = "GET", headers }: IncomingMessage,
		target: string,
		body: Buffer,
	): Promise<GitLabResponse> {
		const { host, connection, "content-length": _, ...kept } = headers;
		const original = await new Promise<GitLabResponse>((done, failed) => {
			const onward = request(new URL(target, this.gitlab), {
				method,
				headers: { ...kept, "content-length": body.length },
				agent: this.agent,
			});
			onward.on("error", failed);
			onward.on("response", (incoming) => {
				readAll(incoming).then(
					(text) => done({ status: incoming.statusCode ?? 0, headers: incoming.headers, body: text }),
					failed,
				);
			});
			onward.end(body);
		});
		if (method === "POST" && original.status === 201) {
			const { id, token } = JSON.parse(original.body.toString()) as { id: number; token: string };
			this.secrets.set(id, token);
		}
		this.options.onServed?.({
			lane,
			method,
			target,
			status: original.status,
			body: original.body.toString(),
		});
		return original;
	}
}

async function readAll(incoming: IncomingMessage): Promise<Buffer> {
	const chunks: Buffer[] = [];
	for await (const chunk of incoming) chunks.push(chunk as Buffer);
	return Buffer.concat(chunks);
}
