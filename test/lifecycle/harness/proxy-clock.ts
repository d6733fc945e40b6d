import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A reverse proxy that sets the `Date` of every response by a clock of its own. */
export interface ProxyWithClock {
	readonly url: string;
	close(): Promise<void>;
}

/** @param now The proxy's clock, epoch milliseconds. */
export async function startProxyWithClock(target: string, now: () => number): Promise<ProxyWithClock> {
	const server = createServer(async (request, response) => {
		const chunks: Buffer[] = [];
		for await (const chunk of request) chunks.push(chunk);
		const { host: _, connection: __, "content-length": ___, ...headers } = request.headers;
		const upstream = await fetch(`${target}${request.url}`, {
			method: request.method ?? "GET",
			headers: headers as Record<string, string>,
			...(chunks.length > 0 ? { body: Buffer.concat(chunks) } : {}),
		});
		const kept = [...upstream.headers].filter(
			([name]) => !/^(connection|transfer-encoding|date)$/.test(name),
		);
		response.sendDate = false;
		response.writeHead(upstream.status, {
			...Object.fromEntries(kept),
			date: new Date(now()).toUTCString(),
		});
		response.end(Buffer.from(await upstream.arrayBuffer()));
	});
	await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		close: () =>
			new Promise((closed) => {
				server.close(() => closed());
				server.closeAllConnections();
			}),
	};
}
