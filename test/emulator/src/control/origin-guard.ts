import { isIP } from "node:net";
import { type HttpRequest, header } from "../http/request";
import { json, Rejection } from "../http/response";

/**
 * Prevents other web sites from using the control interface and the page through a visitor's browser.
 *
 * The `Host` must be a name that no stranger's DNS can point here (an address, a name without dots, `localhost`,
 * the configured one), which defeats DNS rebinding. A request from a page must come from the emulator's (`Origin`).
 *
 * @throws Rejection 403
 */
export function assertLocalCaller(request: HttpRequest, boundHost: string, externalHost: string): void {
	const host = hostname(request.host);
	const local =
		isIP(host) !== 0 ||
		(host !== "" && !host.includes(".")) ||
		host.endsWith(".localhost") ||
		host === boundHost ||
		host === externalHost;
	if (!local) throw refused(`the Host header is "${host}"; use the address on which the emulator listens`);
	if (request.method === "GET" || request.method === "HEAD") return;
	const origin = header(request, "origin");
	if (origin !== undefined && origin.toLowerCase() !== `${request.scheme}://${request.host}`.toLowerCase()) {
		throw refused("the request comes from a page of another origin");
	}
	const site = header(request, "sec-fetch-site");
	if (site !== undefined && site !== "same-origin" && site !== "none") {
		throw refused("the request comes from a page of another site");
	}
}

/** The `Host` header without its port and brackets, in lower case. */
function hostname(host: string): string {
	const match = /^(?:\[([^\]]*)\]|([^:]*))(?::\d+)?$/.exec(host);
	return (match?.[1] ?? match?.[2] ?? "").toLowerCase();
}

function refused(why: string): Rejection {
	return new Rejection(json(403, { error: why }));
}
