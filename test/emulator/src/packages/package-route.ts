import type { HttpResponse } from "../http/response";
import type { Exchange, Route } from "../http/route";
import type { PackageFile } from "./package-file";

/** A request for a package, with the parameters of its path. */
export interface PackageRequest {
	readonly exchange: Exchange;
	readonly param: (name: string) => string;
}

/**
 * Declares a route below a package registry: `GET projects/:id/packages/npm/*package_name`, where a star takes any
 * number of segments. It authenticates by itself, since deploy tokens are accepted, and not always at the same point.
 */
export function packageRoute(
	endpoint: `${"GET" | "POST"} ${string}`,
	serve: (request: PackageRequest) => HttpResponse,
): Route {
	const path = endpoint.slice(endpoint.indexOf(" ") + 1);
	return {
		method: endpoint.startsWith("GET ") ? "GET" : "POST",
		pattern: path.split("/"),
		integers: new Set(),
		event: undefined,
		serve: (exchange) => serve({ exchange, param: (name) => String(exchange.params[name] ?? "") }),
	};
}

/** `present_carrierwave_file!`, with the file on the server's disk. */
export function presentFile({ content }: PackageFile, headers: Record<string, string> = {}): HttpResponse {
	return {
		status: 200,
		headers: { "Content-Type": "application/octet-stream", ...headers },
		body: content,
	};
}

/** Grape's `redirect`, for a GET. */
export function redirect(location: string): HttpResponse {
	return {
		status: 302,
		headers: { Location: location, "Content-Type": "text/plain" },
		body: `This resource has been moved temporarily to ${location}.`,
	};
}
