import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { UsageError } from "../cli/usage-error";
import type { MetricSyntax } from "../formats/metric-text";
import { CONTENT_TYPES, preferredSyntax } from "./accept";
import type { ListenAddress } from "./listen-address";

/** A running server. */
export interface MetricServer {
	/** Such as `http://127.0.0.1:9817`. */
	readonly url: string;
	close(): Promise<void>;
}

/** Serves metrics at `/metrics`, and a health check at `/-/healthy`. @throws UsageError */
export async function serveMetrics(
	{ host, port }: ListenAddress,
	metrics: (syntax: MetricSyntax) => string,
): Promise<MetricServer> {
	const server = createServer((request, response) => respond(request, response, metrics));
	try {
		server.listen(port, host);
		await once(server, "listening");
	} catch (error) {
		const { code } = error as NodeJS.ErrnoException;
		throw new UsageError(
			`--listen: the server cannot listen on ${host}:${port} (${code}); choose another address or port.`,
		);
	}
	const bound = server.address() as AddressInfo;
	const shown = bound.family === "IPv6" ? `[${bound.address}]` : bound.address;
	return {
		url: `http://${shown}:${bound.port}`,
		async close() {
			const closed = once(server, "close");
			server.close();
			server.closeAllConnections();
			await closed;
		},
	};
}

function respond(
	{ method, url = "/", headers }: IncomingMessage,
	response: ServerResponse,
	metrics: (syntax: MetricSyntax) => string,
): void {
	const send = (status: number, type: string, body: string) => {
		response.writeHead(status, { "content-type": type, "cache-control": "no-store", vary: "accept" });
		response.end(method === "HEAD" ? undefined : body);
	};
	if (method !== "GET" && method !== "HEAD") {
		response.setHeader("allow", "GET, HEAD");
		send(405, TEXT, "Only GET and HEAD are supported.\n");
		return;
	}
	const path = url.replace(/\?.*$/s, "");
	if (path === "/metrics") {
		const syntax = preferredSyntax(headers.accept);
		send(200, CONTENT_TYPES[syntax], metrics(syntax));
	} else if (path === "/-/healthy") send(200, TEXT, "OK\n");
	else send(404, TEXT, "Not found. The paths are /metrics and /-/healthy.\n");
}

const TEXT = "text/plain; charset=utf-8";
