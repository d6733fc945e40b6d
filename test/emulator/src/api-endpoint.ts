import { setTimeout as sleep } from "node:timers/promises";
import type { Fault } from "./control/faults";
import { outcomeOf } from "./control/metrics";
import type { Emulator } from "./emulator";
import { serveApi } from "./http/api";
import type { HttpRequest } from "./http/request";
import { type HttpResponse, html } from "./http/response";
import { logRequest } from "./request-log";

/** Serves a request below `/api`, with the configured latency and faults, and logs it. */
export async function serveApiEndpoint(
	emulator: Emulator,
	request: HttpRequest,
	apiPath: string,
	log: ((line: string) => void) | undefined,
): Promise<HttpResponse | "close"> {
	const target = request.query === "" ? request.path : `${request.path}?${request.query}`;
	const fault = emulator.faults.take(request.method, request.path, target);
	// A reset in the meantime creates another world; this request belongs to the current one.
	const { world, throttles, metrics, clock, router } = emulator;
	const time = new Date(clock.now()).toISOString();
	let user: string | null = null;

	const commit = async (): Promise<HttpResponse> => {
		const served = serveApi({ world, throttles, router, nowMs: clock.now() }, request, apiPath);
		user = served.user;
		const event = served.route?.event;
		if (event !== undefined)
			metrics.count(event.operation, event.owner, "api", outcomeOf(served.response.status));
		return served.response;
	};

	if (emulator.latencyMs > 0) await sleep(emulator.latencyMs, undefined, { ref: false });
	const response = fault === undefined ? await commit() : await meetFault(fault, commit);

	logRequest(emulator, world, { request, response, user, fault: fault?.kind ?? null, time }, log);
	return response;
}

async function meetFault(fault: Fault, commit: () => Promise<HttpResponse>): Promise<HttpResponse | "close"> {
	switch (fault.kind) {
		case "status":
			return faultResponse(fault, fault.status ?? 500);
		case "html":
			return html(
				fault.status ?? 502,
				typeof fault.body === "string" ? fault.body : PROXY_PAGE,
				fault.headers,
			);
		case "drop-before":
			return "close";
		case "drop-after-commit":
			await commit();
			return "close";
		case "commit-late":
			// The client no longer waits for it, so a failure cannot be reported.
			void sleep(fault.delayMs, undefined, { ref: false })
				.then(commit)
				.catch(() => undefined);
			return fault.status === undefined ? "close" : faultResponse(fault, fault.status);
		case "delay":
			await sleep(fault.delayMs, undefined, { ref: false });
			return commit();
		case "malformed":
			return truncate(await commit());
	}
}

const PROXY_PAGE =
	"<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>\n";

function faultResponse(fault: Fault, status: number): HttpResponse {
	if (fault.body === undefined) return { status, headers: fault.headers, body: "" };
	const isText = typeof fault.body === "string";
	return {
		status,
		headers: { "Content-Type": isText ? "text/plain" : "application/json", ...fault.headers },
		body: isText ? String(fault.body) : JSON.stringify(fault.body),
	};
}

/** Half of the body, with the status and headers of the whole response. */
function truncate(response: HttpResponse): HttpResponse {
	const body = String(response.body ?? "");
	const half = body.length < 4 ? '{"id":' : body.slice(0, Math.floor(body.length / 2));
	const status = response.status === 204 ? 200 : response.status;
	return { status, headers: { ...response.headers, "Content-Type": "application/json" }, body: half };
}
