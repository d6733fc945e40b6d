import { createServer, type IncomingHttpHeaders } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { generate } from "selfsigned";

/** A host that nothing must ever be sent to: it notes whatever comes. */
export interface Elsewhere {
	readonly url: string;
	/** The headers of every request that came. */
	readonly came: readonly IncomingHttpHeaders[];
	close(): void;
}

/** @param tls Use TLS, with an untrusted certificate. */
export async function startElsewhere({ tls = false } = {}): Promise<Elsewhere> {
	const came: IncomingHttpHeaders[] = [];
	const pems = tls ? await generate([{ name: "commonName", value: "gitlab.example.com" }]) : undefined;
	const server = pems ? createTlsServer({ key: pems.private, cert: pems.cert }) : createServer();
	server.on("request", (incoming, response) => {
		came.push(incoming.headers);
		response.end("[]");
	});
	await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
	const { port } = server.address() as AddressInfo;
	return {
		url: `${tls ? "https" : "http"}://127.0.0.1:${port}`,
		came,
		close: () => {
			server.closeAllConnections();
			server.close();
		},
	};
}
