// @ts-check
import { createHash } from "node:crypto";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { createServer as createTcpServer } from "node:net";
import { readSettings } from "../../../tools/engine/settings.mjs";
import { DEFAULT_VERSION } from "../../../tools/engine/versions.mjs";

const { platform } = readSettings({}, process);
export const ARCHIVE_NAME = `pulumi-v${DEFAULT_VERSION}-${platform}.tar.gz`;
export const CHECKSUMS_NAME = `pulumi-${DEFAULT_VERSION}-checksums.txt`;

/**
 * Serves an archive and its checksums over loopback, as Pulumi's release site does.
 * @param {string} archive a file
 * @param {(name: string, response: import("node:http").ServerResponse, body: Buffer) => boolean} [instead] handles
 *   a request itself and returns true
 */
export async function serveRelease(archive, instead = () => false) {
	const bytes = await readFile(archive);
	const checksum = createHash("sha256").update(bytes).digest("hex");
	const files = new Map([
		[ARCHIVE_NAME, bytes],
		[
			CHECKSUMS_NAME,
			Buffer.from(`${"0".repeat(64)}  pulumi-v0.0.1-linux-x64.tar.gz\n${checksum}  ${ARCHIVE_NAME}\n`),
		],
	]);
	/** @type {string[]} */
	const asked = [];
	const server = createServer((request, response) => {
		const name = (request.url ?? "").replace("/sdk/", "");
		asked.push(name);
		const body = files.get(name);
		if (!body) response.writeHead(404).end("none");
		else if (!instead(name, response, body))
			response.writeHead(200, { "content-length": body.length }).end(body);
	});
	return { ...(await listen(server, "http")), asked };
}

/** A server that takes connections and never says a word. */
export async function serveSilence() {
	/** @type {Set<import("node:net").Socket>} */
	const sockets = new Set();
	const server = createTcpServer((socket) => {
		sockets.add(socket);
		socket.on("error", () => {});
	});
	const listening = await listen(server, "https");
	return {
		url: listening.url,
		async close() {
			for (const socket of sockets) socket.destroy();
			await listening.close();
		},
	};
}

/**
 * @param {import("node:net").Server} server
 * @param {string} scheme
 */
async function listen(server, scheme) {
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	const address = server.address();
	if (address === null || typeof address === "string") throw new Error("no port");
	return {
		url: `${scheme}://127.0.0.1:${address.port}/sdk`,
		async close() {
			server.close();
			if ("closeAllConnections" in server && typeof server.closeAllConnections === "function") {
				server.closeAllConnections();
			}
			await once(server, "close");
		},
	};
}
