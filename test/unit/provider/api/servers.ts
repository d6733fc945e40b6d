import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { type AddressInfo, connect, createServer as createTcpServer, type Socket } from "node:net";
import type { TlsOptions } from "node:tls";

/** One request as the server read it. */
export interface Seen {
	readonly method: string;
	readonly url: string;
	readonly headers: IncomingMessage["headers"];
	readonly body: string;
}

export type Handler = (seen: Seen, response: ServerResponse, request: IncomingMessage) => void;

export interface HttpServer {
	/** Address to reach it at, without a trailing slash. */
	readonly url: string;
	readonly port: number;
	/** Every request so far, in order of arrival. */
	readonly seen: Seen[];
}

export interface ProxyBehaviour {
	readonly tls?: TlsOptions;
	/** The status with which it refuses every tunnel. */
	readonly refuse?: string;
	/** Whether it never responds. */
	readonly mute?: boolean;
}

/** Servers on ports of the machine's choice, all closed by {@link Servers.closeAll}. */
export class Servers {
	private readonly closing: (() => Promise<void>)[] = [];

	async http(handler: Handler, port = 0): Promise<HttpServer> {
		return this.listen(createServer(), "http", handler, port);
	}

	async https(tls: TlsOptions, handler: Handler): Promise<HttpServer> {
		return this.listen(createTlsServer(tls), "https", handler);
	}

	/** A bare TCP server, for what no HTTP server would do. */
	async tcp(onConnection: (socket: Socket) => void): Promise<{ port: number; connections: Socket[] }> {
		const connections: Socket[] = [];
		const server = createTcpServer((socket) => {
			socket.on("error", () => {});
			connections.push(socket);
			onConnection(socket);
		});
		const port = await this.bind(server);
		this.closing.push(async () => {
			for (const socket of connections) socket.destroy();
			await new Promise((done) => server.close(done));
		});
		return { port, connections };
	}

	/** Carries bytes between a socket and a port of this machine, and those that come back through `change`. */
	pipe(socket: Socket, port: number, change = (chunk: Buffer): Buffer => chunk): void {
		const target = connect(port, "127.0.0.1");
		target.on("data", (chunk: Buffer) => socket.write(change(chunk)));
		socket.pipe(target);
		target.on("error", () => socket.end()).on("end", () => socket.end());
		socket.on("close", () => target.destroy());
	}

	/** A port on which nothing listens. */
	async deadPort(): Promise<number> {
		const server = createTcpServer();
		const port = await this.bind(server);
		await new Promise((done) => server.close(done));
		return port;
	}

	/** A proxy that tunnels `CONNECT` requests. */
	async proxy({ tls, refuse, mute }: ProxyBehaviour = {}): Promise<HttpServer> {
		const server = tls === undefined ? createServer() : createTlsServer(tls);
		const proxy = await this.listen(server, tls === undefined ? "http" : "https", (_, response) => {
			response.writeHead(400).end();
		});
		server.on("connect", (request: IncomingMessage, client: Socket) => {
			proxy.seen.push({ method: "CONNECT", url: request.url ?? "", headers: request.headers, body: "" });
			client.on("error", () => {});
			if (mute) return;
			if (refuse !== undefined) {
				client.end(`HTTP/1.1 ${refuse}\r\nContent-Length: 0\r\n\r\n`);
				return;
			}
			const [host = "", port = ""] = (request.url ?? "").split(":");
			const target = connect(Number(port), host, () => {
				client.write("HTTP/1.1 200 Connection established\r\n\r\n");
				target.pipe(client);
				client.pipe(target);
			});
			target.on("error", () => client.destroy());
			client.on("close", () => target.destroy());
		});
		return proxy;
	}

	async closeAll(): Promise<void> {
		await Promise.all(this.closing.splice(0).map((close) => close()));
	}

	private async listen(server: Server, scheme: string, handler: Handler, at = 0): Promise<HttpServer> {
		const seen: Seen[] = [];
		const sockets = new Set<Socket>();
		server.on("connection", (socket: Socket) => {
			sockets.add(socket);
			socket.on("close", () => sockets.delete(socket));
		});
		server.on("request", (request: IncomingMessage, response: ServerResponse) => {
			const chunks: Buffer[] = [];
			request.on("data", (chunk: Buffer) => chunks.push(chunk));
			request.on("end", () => {
				const { method = "", url = "", headers } = request;
				const one: Seen = { method, url, headers, body: Buffer.concat(chunks).toString() };
				seen.push(one);
				handler(one, response, request);
			});
		});
		const port = await this.bind(server, at);
		this.closing.push(async () => {
			for (const socket of sockets) socket.destroy();
			await new Promise((done) => server.close(done));
		});
		return { url: `${scheme}://127.0.0.1:${port}`, port, seen };
	}

	private async bind(server: ReturnType<typeof createTcpServer>, port = 0): Promise<number> {
		await new Promise<void>((ready, failed) => {
			server.once("error", failed);
			server.listen(port, "127.0.0.1", ready);
		});
		return (server.address() as AddressInfo).port;
	}
}

/** A JSON response. */
export function json(response: ServerResponse, status: number, body: unknown, headers = {}): void {
	response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
}
