import { expect } from "chai";
import { type DeployTokenRoutes, group, project } from "./deploy-token-routes";
import { type Answer, exchange } from "./exchange";
import { create, stored } from "./expectations";
import { type RecordedExchange, recordedExchanges } from "./recorded-exchange";
import { control, needs, target, useTarget } from "./target";
import { externalUrl, type WorldChanges, world } from "./world";

const routes = { project, group };

for (const { about, exchanges } of recordedExchanges())
	describe(`recorded exchanges: ${about}`, () => {
		useTarget();
		for (const recorded of exchanges)
			for (const kind of recorded.owners ?? (["project", "group"] as const)) {
				const need = needOf(recorded);
				const run = () => replay(recorded, routes[kind]);
				it(`${kind}: ${recorded.title}`, need === undefined ? run : needs(need, run));
			}
	});

function needOf({ world: changes, clock, as }: RecordedExchange) {
	if (changes !== undefined || clock !== undefined) return "control";
	return as === undefined || as === "anon" ? undefined : "callers";
}

async function replay(recorded: RecordedExchange, owner: DeployTokenRoutes): Promise<void> {
	if (recorded.world !== undefined) await control().reset(world(recorded.world));
	if (recorded.clock !== undefined) await control().setClock(recorded.clock);
	let token = 0;
	for (const body of recorded.given ?? []) token = (await create(owner, body)).id;
	const fill = filler(recorded.world ?? {}, owner, token);
	const before = await countStored();

	const answer = await sendAs(recorded, owner, fill);

	expectResponse(answer, fill(recorded.response));
	const { status } = recorded.response;
	const made =
		status === 201 ? 1 : recorded.response.status === 204 && recorded.request.method !== "OPTIONS" ? -1 : 0;
	expect(await countStored(), "stored").to.equal(recorded.stored ?? before + made);
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
		given.replace(/\{\{(?:repeat (\d+) ([^}]*)|(\w+))\}\}/g, (whole, count, part, name) =>
			count === undefined ? (names[name] ?? whole) : part.repeat(Number(count)),
		);
	const fill = (value: unknown): unknown => {
		if (typeof value === "string") return text(value);
		if (Array.isArray(value)) return value.map(fill);
		if (typeof value !== "object" || value === null) return value;
		return Object.fromEntries(Object.entries(value).map(([key, member]) => [text(key), fill(member)]));
	};
	return fill as Fill;
}

function sendAs(recorded: RecordedExchange, owner: DeployTokenRoutes, fill: Fill): Promise<Answer> {
	const { method, path = "", at, headers = {}, body, bytes } = fill(recorded.request);
	const { origin, apiPath, tokenOf } = target();
	const caller = recorded.as ?? owner.writer;
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

function expectResponse(answer: Answer, expected: RecordedExchange["response"]): void {
	expect(answer.status, answer.text).to.equal(expected.status);
	if (expected.body !== undefined) {
		const text = typeof expected.body === "string" ? expected.body : JSON.stringify(expected.body);
		expect(answer.text).to.equal(text);
	}
	if (expected.members !== undefined) expect(JSON.parse(answer.text)).to.deep.include(expected.members);
	if (expected.text !== undefined) expect(answer.text).to.contain(expected.text);
	for (const [name, value] of Object.entries(expected.headers ?? {})) {
		const found = answer.headers[name.toLowerCase()];
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
