import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Time } from "./time";

/** A request that passed the front. */
export interface Passed {
	readonly method: string;
	readonly path: string;
	readonly status: number;
	/** When it came, by the clock of the test. */
	readonly atMs: number;
}

/** A proxy in front of a GitLab that counts the requests in flight. */
export class Front {
	readonly passed: Passed[] = [];
	/** The most requests that were under way at once. */
	most = 0;
	private under = 0;

	private constructor(
		private readonly server: Server,
		/** Base URL. */
		readonly url: string,
	) {}

	/** @param clock By which the `Date` of each response is set, as a proxy may do; GitLab's own stays without it. */
	static async start(target: string, time: Time, clock?: () => number): Promise<Front> {
		const server = createServer();
		await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
		const front = new Front(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
		server.on("request", async (request, response) => {
			front.under += 1;
			front.most = Math.max(front.most, front.under);
			const atMs = time.now();
			const { method = "GET", url: path = "/" } = request;
			const chunks: Buffer[] = [];
			for await (const chunk of request) chunks.push(chunk as Buffer);
			const { "private-token": token = "", "content-type": type = "" } = request.headers;
			const body = chunks.length === 0 ? null : Buffer.concat(chunks);
			const headers = { "private-token": String(token), ...(type === "" ? {} : { "content-type": type }) };
			const received = await fetch(`${target}${path}`, { method, headers, body });
			const text = await received.text();
			front.passed.push({ method, path, status: received.status, atMs });
			front.under -= 1;
			const date = clock === undefined ? {} : { date: new Date(clock()).toUTCString() };
			response.writeHead(received.status, { ...Object.fromEntries(received.headers), ...date });
			response.end(text);
		});
		return front;
	}

	/** Resets the count. */
	reset(): void {
		this.passed.length = 0;
		this.most = 0;
	}

	close(): Promise<void> {
		return new Promise((closed) => {
			this.server.close(() => closed());
			this.server.closeAllConnections();
		});
	}
}
