// @ts-check
// Sends requests with nothing but undici, all of them over so many connections, in a process of its own.
//
//     node tools/bench/inventory/floor.mjs WORK.json

import { readFileSync } from "node:fs";
import { Agent, request } from "undici";

/** @type {{ url: string, credential: string, connections: number, paths: string[] }} */
const { url, credential, connections, paths } = JSON.parse(readFileSync(process.argv[2] ?? "", "utf8"));
const dispatcher = new Agent({ connections });
const headers = { "private-token": credential };
let next = 0;
await Promise.all(
	Array.from({ length: connections }, async () => {
		while (next < paths.length) {
			const path = paths[next++] ?? "";
			const { statusCode, body } = await request(url + path, { headers, dispatcher });
			// As any client does with what it asked for.
			JSON.parse(await body.text());
			if (statusCode !== 200) throw new Error(`${statusCode} to GET ${path}`);
		}
	}),
);
await dispatcher.close();
