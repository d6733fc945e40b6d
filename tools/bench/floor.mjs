// @ts-check
// The same work with nothing but undici: what any client would take with as many connections. Run in a process
// of its own for each operation, as cold as the provider's; prints the milliseconds from the first request to
// the last response, so its own start is not in them, and those of them in which it used a processor.
//
//     node tools/bench/floor.mjs '<FloorWork as JSON>'

import { readFileSync, writeFileSync } from "node:fs";
import { Agent, request } from "undici";

/**
 * @typedef {object} FloorWork
 * @property {string} url
 * @property {string} credential
 * @property {import("./cases.mjs").Operation} operation
 * @property {number} count of tokens
 * @property {number} owners
 * @property {number} connections
 * @property {boolean} deletesReplaced whether a change deletes the token that it replaces
 * @property {string} idsFile where one operation leaves the tokens' routes for the next
 */

/** @type {FloorWork} */
const work = JSON.parse(process.argv[2] ?? "");
const dispatcher = new Agent({ connections: work.connections });
const base = `${work.url}/api/v4`;
const headers = { "private-token": work.credential, "content-type": "application/json" };

const routes = work.operation === "up" ? [] : JSON.parse(readFileSync(work.idsFile, "utf8"));
const startedMs = performance.now();
const usedBefore = process.cpuUsage();
await perform();
const ms = performance.now() - startedMs;
const { user, system } = process.cpuUsage(usedBefore);
writeFileSync(work.idsFile, JSON.stringify(routes));
console.log(JSON.stringify({ ms, processorMs: (user + system) / 1_000 }));

async function perform() {
	switch (work.operation) {
		case "up":
			return inParallel(work.count, (index) => create(`token-${index}`, (index % work.owners) + 1));
		case "preview":
		case "preview --refresh":
			return inParallel(work.owners, list);
		case "change":
			await inParallel(work.owners, list);
			await create("token-0", 1);
			if (work.deletesReplaced) await remove(routes.shift());
			return;
		case "destroy":
			return inParallel(routes.length, (index) => remove(routes[index]));
	}
}

/** @param {string} name @param {number} project */
async function create(name, project) {
	const collection = `/projects/${project}/deploy_tokens`;
	const { body } = await send("POST", collection, { name, scopes: ["read_registry"] });
	routes.push(`${collection}/${body.id}`);
}

/** @param {string} route */
async function remove(route) {
	await send("DELETE", route);
}

/** All pages of one owner's active tokens, one after the other. @param {number} index */
async function list(index) {
	for (let page = "1"; page !== ""; ) {
		const path = `/projects/${index + 1}/deploy_tokens?active=true&per_page=100&page=${page}`;
		page = (await send("GET", path)).nextPage;
	}
}

/**
 * @param {"GET" | "POST" | "DELETE"} method
 * @param {string} path
 * @param {object} [body]
 * @returns {Promise<{ body: any, nextPage: string }>}
 */
async function send(method, path, body) {
	const response = await request(base + path, {
		method,
		headers,
		dispatcher,
		body: body === undefined ? null : JSON.stringify(body),
	});
	const text = await response.body.text();
	if (response.statusCode >= 300) throw new Error(`${response.statusCode} to ${method} ${path}: ${text}`);
	return {
		body: text === "" ? undefined : JSON.parse(text),
		nextPage: String(response.headers["x-next-page"] ?? ""),
	};
}

/**
 * @param {number} total
 * @param {(index: number) => Promise<void>} act
 */
async function inParallel(total, act) {
	let next = 0;
	const line = async () => {
		while (next < total) await act(next++);
	};
	await Promise.all(Array.from({ length: work.connections }, line));
}
