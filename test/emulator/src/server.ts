import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { serveApiEndpoint } from "./api-endpoint";
import { EmulatorControl } from "./client/emulator-control";
import { routeControl } from "./control/control";
import { assertLocalCaller } from "./control/origin-guard";
import { Emulator } from "./emulator";
import { demoFixture } from "./fixture/demo";
import { FixtureError } from "./fixture/fixture-error";
import type { Fixture } from "./fixture/schema";
import { type HttpRequest, header } from "./http/request";
import { type HttpResponse, html, json, Rejection, text } from "./http/response";
import type { Now } from "./now";
import { renderPage } from "./page/page";
import { normalizePath } from "./rails/normalize-path";
import { serveUseEndpoint } from "./use-endpoint";

export interface EmulatorOptions {
	/** TCP port; 0, the default, selects a free one. */
	readonly port?: number;
	/** Address to listen on; `127.0.0.1` when absent. */
	readonly host?: string;
	/** The initial fixture, which a reset without a body loads again; the demo world when absent. */
	readonly fixture?: Fixture;
	/** Returns the current time in epoch milliseconds; `Date.now` when absent. The control interface can override it. */
	readonly clock?: Now;
	/** Receives one line for each request, without secrets. */
	readonly log?: (line: string) => void;
}

export interface RunningEmulator {
	/** `http://127.0.0.1:8929`, without a trailing slash. The API is below `/api/v4`. */
	readonly url: string;
	/** Reads and changes its deploy tokens, projects, clock and faults. */
	readonly control: EmulatorControl;
	/** Stops listening and closes every connection. */
	close(): Promise<void>;
}

const MAX_BODY_BYTES = 16 * 1024 * 1024;
/** Longer than the connection pools of common clients, so that the client and not the server closes a connection. */
const KEEP_ALIVE_MS = 65_000;

/**
 * Starts an emulator and resolves when it accepts connections.
 *
 * @throws FixtureError if the fixture is invalid; the error of `listen` (`EADDRINUSE`) if the port cannot be used.
 */
export async function startEmulator(options: EmulatorOptions = {}): Promise<RunningEmulator> {
	const { port = 0, host = "127.0.0.1", fixture = demoFixture, clock = Date.now, log } = options;
	const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS });
	await listen(server, port, host);
	const url = urlOf(server.address() as AddressInfo, host);
	let emulator: Emulator;
	try {
		emulator = new Emulator(fixture, url, clock);
	} catch (error) {
		await close(server);
		throw error;
	}
	server.on("request", (incoming, outgoing) => {
		void serve(emulator, host, incoming, outgoing, log);
	});
	const stop = () => close(server).then(() => emulator.repositories.close());
	return { url, control: new EmulatorControl(url), close: stop };
}

async function serve(
	emulator: Emulator,
	boundHost: string,
	incoming: IncomingMessage,
	outgoing: ServerResponse,
	log: ((line: string) => void) | undefined,
): Promise<void> {
	try {
		const request = await readRequest(incoming);
		const response = request === undefined ? TOO_LARGE : await route(emulator, boundHost, request, log);
		if (response === "close") incoming.socket.destroy();
		else send(outgoing, incoming.method ?? "GET", response, emulator.clock.now());
	} catch {
		// The client has disconnected, or this is an internal error, of which the client learns nothing more.
		if (outgoing.headersSent || incoming.socket.destroyed) incoming.socket.destroy();
		else {
			const fault = json(500, { message: "500 Internal Server Error" });
			send(outgoing, incoming.method ?? "GET", fault, emulator.clock.now());
		}
	}
}

const TOO_LARGE: HttpResponse = text(413, "Request Entity Too Large", { Connection: "close" });

async function route(
	emulator: Emulator,
	boundHost: string,
	request: HttpRequest,
	log: ((line: string) => void) | undefined,
): Promise<HttpResponse | "close"> {
	const { relativeRoot } = emulator.world.instance;
	const path = normalizePath(request.path);
	const apiPath = path.startsWith(relativeRoot) ? path.slice(relativeRoot.length) : "";
	if (/^\/api(\/|$)/.test(apiPath)) return serveApiEndpoint(emulator, request, apiPath, log);
	const isControl = request.path === "/-/emulator" || request.path.startsWith("/-/emulator/");
	const isPage = request.path === "/" || request.path === "/-/metrics";
	if (!isControl && !isPage) {
		const response = await serveUseEndpoint(emulator, request, path, log);
		if (response !== undefined) return response;
	}
	if (!isControl && !isPage)
		return html(404, "<!DOCTYPE html><title>Not Found</title><h1>404: Page not found</h1>\n");
	try {
		assertLocalCaller(request, boundHost, emulator.world.instance.externalUrl.hostname);
		if (isControl) return await routeControl(emulator, request);
		if (request.method !== "GET" && request.method !== "HEAD")
			return json(405, { error: "use GET" }, { Allow: "GET" });
		if (request.path === "/") return renderPage(emulator.world, emulator.clock.now());
		return text(200, emulator.metrics.render(), {
			"Content-Type": "text/plain; version=0.0.4; charset=utf-8",
		});
	} catch (error) {
		if (error instanceof Rejection) return error.response;
		if (error instanceof FixtureError) return json(400, { error: error.message });
		throw error;
	}
}

/** `undefined` when the body is too large. */
async function readRequest(incoming: IncomingMessage): Promise<HttpRequest | undefined> {
	const chunks: Buffer[] = [];
	let size = 0;
	for await (const chunk of incoming as AsyncIterable<Buffer>) {
		size += chunk.length;
		// Read to the end anyway: leaving the loop would close the connection before the response.
		if (size <= MAX_BODY_BYTES) chunks.push(chunk);
	}
	if (size > MAX_BODY_BYTES) return undefined;
	const target = incoming.url ?? "/";
	const queryAt = target.indexOf("?");
	const request: Omit<HttpRequest, "scheme"> = {
		method: incoming.method ?? "GET",
		host: incoming.headers.host ?? "",
		path: queryAt < 0 ? target : target.slice(0, queryAt),
		query: queryAt < 0 ? "" : target.slice(queryAt + 1),
		headers: incoming.headers,
		body: Buffer.concat(chunks),
		remoteAddress: (incoming.socket as Socket).remoteAddress ?? "",
	};
	const forwarded = header({ ...request, scheme: "http" }, "x-forwarded-proto");
	return { ...request, scheme: forwarded === "https" ? "https" : "http" };
}

/** `Date` is by the emulator's clock, like every instant in the responses. */
function send(outgoing: ServerResponse, method: string, response: HttpResponse, nowMs: number): void {
	const length =
		response.body === undefined ? {} : { "Content-Length": String(Buffer.byteLength(response.body)) };
	outgoing.writeHead(response.status, {
		Date: new Date(nowMs).toUTCString(),
		...response.headers,
		...length,
	});
	outgoing.end(method === "HEAD" ? undefined : response.body);
}

function listen(server: Server, port: number, host: string): Promise<void> {
	return new Promise((resolve, reject) => {
		server.once("error", reject);
		server.listen(port, host, () => {
			server.off("error", reject);
			resolve();
		});
	});
}

/** The URL for clients; for an address that means "all", it has the loopback address. */
function urlOf(address: AddressInfo, host: string): string {
	const shown = host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host.includes(":") ? `[${host}]` : host;
	return `http://${shown}:${address.port}`;
}

function close(server: Server): Promise<void> {
	return new Promise((resolve) => {
		server.close(() => resolve());
		server.closeAllConnections();
	});
}
