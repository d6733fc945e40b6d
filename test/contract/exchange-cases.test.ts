import { expect } from "chai";
import { type DeployTokenRoutes, group, project } from "./deploy-token-routes";
import { exchange, type HttpResponse } from "./exchange";
import { type ExchangeCase, exchangeCases } from "./exchange-cases";
import { create, stored } from "./expectations";
import { control, itNeeds, target, useTarget } from "./target";
import { externalUrl, type WorldChanges, world } from "./world";

const routes = { project, group };

for (const { about, exchanges } of exchangeCases())
	describe(`exchanges: ${about}`, () => {
		useTarget();
		for (const exchangeCase of exchanges)
			for (const kind of exchangeCase.owners ?? (["project", "group"] as const)) {
				const need = needOf(exchangeCase);
				const title = `${kind}: ${exchangeCase.title}`;
				const run = () => replay(exchangeCase, routes[kind]);
				if (need === undefined) it(title, run);
				else itNeeds(need, title, run);
			}
	});

function needOf({ world: changes, clock, as }: ExchangeCase) {
	if (changes !== undefined || clock !== undefined) return "control";
	return as === undefined || as === "anon" ? undefined : "callers";
}

async function replay(exchangeCase: ExchangeCase, owner: DeployTokenRoutes): Promise<void> {
	if (exchangeCase.world !== undefined) await control().reset(world(exchangeCase.world));
	if (exchangeCase.clock !== undefined) await control().setClock(exchangeCase.clock);
	let token = 0;
	for (const body of exchangeCase.given ?? []) token = (await create(owner, body)).id;
	const fill = filler(exchangeCase.world ?? {}, owner, token);
	const before = await countStored();

	const response = await sendAs(exchangeCase, owner, fill);

	expectResponse(response, fill(exchangeCase.response));
	const after = exchangeCase.stored ?? before + storedBy(exchangeCase);
	expect(await countStored(), "stored").to.equal(after);
}

/** A 201 is one deploy token more; a 204 is one fewer, unless it only says what is allowed. */
function storedBy({ request, response }: ExchangeCase): number {
	if (response.status === 201) return 1;
	return response.status === 204 && request.method !== "OPTIONS" ? -1 : 0;
}

type Fill = <Value>(value: Value) => Value;

/** Puts the places of the GitLab under test into every text of a value. */
function filler(changes: WorldChanges, owner: DeployTokenRoutes, token: number): Fill {
	const { places, apiPath } = target();
	const names: Record<string, string> = {
		id: String(owner.place.id),
		path: encodeURIComponent(owner.place.path),
		collection: `${owner.kind}s`,
		oldProject: encodeURIComponent(places.oldProjectPath),
		api: apiPath,
		token: String(token),
		externalUrl: changes.instance?.externalUrl ?? externalUrl,
	};
	const text = (given: string) =>
		given.replace(/\{\{(?:repeat (\d+) ([^}]*)|(\w+))\}\}/g, (_, count, part, name) => {
			if (count !== undefined) return part.repeat(Number(count));
			if (names[name] === undefined) throw new Error(`nothing is called {{${name}}}`);
			return names[name];
		});
	const fill = (value: unknown): unknown => {
		if (typeof value === "string") return text(value);
		if (Array.isArray(value)) return value.map(fill);
		if (typeof value !== "object" || value === null) return value;
		return Object.fromEntries(Object.entries(value).map(([key, member]) => [text(key), fill(member)]));
	};
	return fill as Fill;
}

function sendAs(exchangeCase: ExchangeCase, owner: DeployTokenRoutes, fill: Fill): Promise<HttpResponse> {
	const { method, path = "", at, headers = {}, body, bytes } = fill(exchangeCase.request);
	const { origin, apiPath, tokenOf } = target();
	const caller = exchangeCase.as ?? owner.writer;
	const token = caller === "anon" ? undefined : tokenOf(caller);
	const isJson = typeof body === "object";
	const message = isJson ? JSON.stringify(body) : body;
	const base = at === "host" ? "" : at === "api" ? apiPath : `${apiPath}${owner.route}`;
	return exchange(origin, {
		method,
		path: `${base}${path}`,
		headers: {
			...(token === undefined ? {} : { "PRIVATE-TOKEN": token }),
			...(isJson ? { "Content-Type": "application/json" } : {}),
			...headers,
		},
		...(message === undefined ? {} : { body: bytes ? Buffer.from(message, "latin1") : message }),
	});
}

function expectResponse(response: HttpResponse, expected: ExchangeCase["response"]): void {
	expect(response.status, response.text).to.equal(expected.status);
	if (expected.body !== undefined) {
		const text = typeof expected.body === "string" ? expected.body : JSON.stringify(expected.body);
		expect(response.text).to.equal(text);
	}
	if (expected.members !== undefined) expect(JSON.parse(response.text)).to.deep.include(expected.members);
	for (const [name, type] of Object.entries(expected.types ?? {}))
		expect(typeof JSON.parse(response.text)[name], name).to.equal(type);
	if (expected.text !== undefined) expect(response.text).to.contain(expected.text);
	for (const [name, value] of Object.entries(expected.headers ?? {})) {
		const found = response.headers[name.toLowerCase()];
		const pattern = value === null ? null : /^\/(.*)\/$/s.exec(value);
		if (value === null) expect(found, name).to.equal(undefined);
		else if (pattern === null) expect(found, name).to.equal(value);
		else expect(found, name).to.match(new RegExp(pattern[1] ?? ""));
	}
}

/** How many deploy tokens the lists show. */
async function countStored(): Promise<number> {
	const lists = (await stored()).split("\n");
	return lists.reduce((sum, list) => sum + (JSON.parse(list) as unknown[]).length, 0);
}
