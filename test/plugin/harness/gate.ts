import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** A proxy in front of a GitLab that holds back responses to POSTs until it is opened. */
export class Gate {
	/** The POSTs that came. */
	posts = 0;
	private readonly opened: Promise<void>;
	/** Lets all responses pass, from now on. */
	open: () => void = () => {};
	private readonly watchers: { count: number; reached: () => void }[] = [];

	private constructor(
		private readonly server: Server,
		/** Base URL. */
		readonly url: string,
	) {
		this.opened = new Promise((open) => {
			this.open = open;
		});
	}

	static async start(target: string): Promise<Gate> {
		const server = createServer();
		await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
		const gate = new Gate(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
		server.on("request", async (request, response) => {
			const { method = "GET", url = "/" } = request;
			const chunks: Buffer[] = [];
			for await (const chunk of request) chunks.push(chunk as Buffer);
			const headers = {
				"private-token": String(request.headers["private-token"]),
				...(chunks.length > 0 ? { "content-type": "application/json" } : {}),
			};
			const body = chunks.length === 0 ? null : Buffer.concat(chunks);
			const received = await fetch(`${target}${url}`, { method, headers, body });
			const text = await received.text();
			if (method === "POST") await gate.hold();
			response.writeHead(received.status, Object.fromEntries(received.headers));
			response.end(text);
		});
		return gate;
	}

	/** Resolves when GitLab has responded to so many POSTs. */
	holding(count: number): Promise<void> {
		if (this.posts >= count) return Promise.resolve();
		return new Promise((reached) => this.watchers.push({ count, reached }));
	}

	close(): Promise<void> {
		this.open();
		return new Promise((closed) => {
			this.server.close(() => closed());
			this.server.closeAllConnections();
		});
	}

	private hold(): Promise<void> {
		this.posts += 1;
		for (const { count, reached } of this.watchers) if (this.posts >= count) reached();
		return this.opened;
	}
}
