import type { IncomingHttpHeaders, ServerResponse } from "node:http";

/** GitLab's complete response to a request. */
export interface GitLabResponse {
	readonly status: number;
	readonly headers: IncomingHttpHeaders;
	readonly body: Buffer;
}

/** A request that a fault has met. */
export interface Met {
	readonly response: ServerResponse;
	/** Path and query, as they came. */
	readonly target: string;
	/** Hands the request on to GitLab, which acts on it. */
	serve(): Promise<GitLabResponse>;
	/** Base URL of a host that must never receive a request. */
	readonly elsewhere: string;
	/** How late what comes late comes, in milliseconds. */
	readonly lateMs: number;
	/** Longer than a client's request may take, in milliseconds. */
	readonly beyondTimeoutMs: number;
	/** Lets that many milliseconds pass. */
	wait(ms: number): Promise<void>;
	/** GitLab's clock, epoch milliseconds. */
	now(): number;
}

type Fault = (met: Met) => Promise<void>;

export function send({ response }: Pick<Met, "response">, { status, headers, body }: GitLabResponse): void {
	const { "transfer-encoding": _, connection: __, ...kept } = headers;
	response.writeHead(status, { ...kept, "content-length": body.length });
	response.end(body);
}

function hangUp({ response }: Met): void {
	response.socket?.destroy();
}

function reply(met: Met, status: number, headers: IncomingHttpHeaders, text: string): void {
	const date = new Date(met.now()).toUTCString();
	send(met, { status, headers: { date, ...headers }, body: Buffer.from(text) });
}

const JSON_TYPE = { "content-type": "application/json" };
const HTML_TYPE = { "content-type": "text/html" };
const PAGE = "<!doctype html><title>Sign in</title><p>PRIVATE-TOKEN, please.";

const limited =
	(headers: (met: Met) => IncomingHttpHeaders): Fault =>
	async (met) =>
		reply(met, 429, { "content-type": "text/plain", ...headers(met) }, "Retry later");

const failing =
	(status: number, serves: boolean): Fault =>
	async (met) => {
		if (serves) await met.serve();
		reply(met, status, JSON_TYPE, `{"message":"${status} made by the test"}`);
	};

const redirecting =
	(status: number): Fault =>
	async (met) =>
		reply(met, status, { location: `${met.elsewhere}${met.target}` }, "");

/** Changes GitLab's response to a request that it executed. */
const changing =
	(change: (original: GitLabResponse, met: Met) => GitLabResponse): Fault =>
	async (met) =>
		send(met, change(await met.serve(), met));

/** Everything that can befall a request on its way, by name. */
export const FAULTS = {
	"dropped before GitLab": async (met) => hangUp(met),
	"dropped after the commit": async (met) => {
		await met.serve();
		hangUp(met);
	},
	"dropped in the middle of the response": async (met) => {
		const { status, headers, body } = await met.serve();
		if (body.length === 0) return hangUp(met);
		met.response.writeHead(status, { ...headers, "content-length": body.length });
		met.response.write(body.subarray(0, body.length / 2), () => hangUp(met));
	},
	"dropped, and committed late": async (met) => {
		hangUp(met);
		await met.wait(met.lateMs);
		await met.serve();
	},
	"responded after the timeout": async (met) => {
		const original = await met.serve();
		await met.wait(met.beyondTimeoutMs);
		send(met, original);
	},
	"committed after the timeout": async (met) => {
		await met.wait(met.beyondTimeoutMs);
		send(met, await met.serve());
	},
	"502 at once, and committed late": async (met) => {
		reply(met, 502, HTML_TYPE, PAGE);
		await met.wait(met.lateMs);
		await met.serve();
	},
	"slow body, after the timeout": async (met) => {
		const { status, headers, body } = await met.serve();
		met.response.writeHead(status, { ...headers, "content-length": body.length });
		met.response.write(body.subarray(0, 1));
		await met.wait(met.beyondTimeoutMs);
		met.response.end(body.subarray(1));
	},
	"slow body, in time": async (met) => {
		const { status, headers, body } = await met.serve();
		met.response.writeHead(status, { ...headers, "content-length": body.length });
		for (let at = 0; at < body.length; at += 64) {
			met.response.write(body.subarray(at, at + 64));
			await met.wait(5);
		}
		met.response.end();
	},
	"429 without headers": limited(() => ({})),
	"429 with Retry-After": limited(() => ({ "retry-after": "1" })),
	"429 with RateLimit-Reset": limited((met) => ({
		"ratelimit-reset": String(Math.ceil(met.now() / 1000) + 1),
	})),
	"500 before the commit": failing(500, false),
	"502 before the commit": failing(502, false),
	"503 before the commit": failing(503, false),
	"504 before the commit": failing(504, false),
	"500 after the commit": failing(500, true),
	"502 after the commit": failing(502, true),
	"503 after the commit": failing(503, true),
	"504 after the commit": failing(504, true),
	"truncated JSON": changing((original) => ({
		...original,
		body: original.body.subarray(0, Math.floor(original.body.length / 2)),
	})),
	"malformed JSON": changing((original) => ({ ...original, body: Buffer.from('{"id":1,,"token":}') })),
	"no body": changing((original) => ({ ...original, body: Buffer.alloc(0) })),
	"HTML instead of the response": changing((original) => ({
		...original,
		status: 200,
		headers: HTML_TYPE,
		body: Buffer.from(PAGE),
	})),
	"HTML with 502": async (met) => reply(met, 502, HTML_TYPE, PAGE),
	"wrong content type": changing((original) => ({
		...original,
		headers: { ...original.headers, "content-type": "text/html; charset=ebcdic" },
	})),
	"Link to a foreign host": changing((original, { elsewhere, target }) => {
		const { "x-next-page": _, ...headers } = original.headers;
		const link = `<${elsewhere}${target.replace(/([?&])page=\d+/, "$1page=2")}>; rel="next"`;
		return { ...original, headers: { ...headers, link } };
	}),
	"301 to another host": redirecting(301),
	"302 to another host": redirecting(302),
	"303 to another host": redirecting(303),
	"307 to another host": redirecting(307),
	"308 to another host": redirecting(308),
} as const satisfies Record<string, Fault>;

export type FaultName = keyof typeof FAULTS;

export const FAULT_NAMES = Object.keys(FAULTS) as FaultName[];
