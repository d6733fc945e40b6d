import type { IncomingHttpHeaders } from "node:http";

/** One HTTP request, read completely. */
export interface HttpRequest {
	/** As sent: `HEAD` stays `HEAD`. */
	readonly method: string;
	readonly scheme: string;
	/** The `Host` header. */
	readonly host: string;
	/** Still percent-encoded, without the query. */
	readonly path: string;
	/** Without the `?`; empty if there is no query. */
	readonly query: string;
	readonly headers: IncomingHttpHeaders;
	readonly body: Buffer;
	readonly remoteAddress: string;
}

/** The one value of a header; Node joins or drops repeated ones. */
export function header(request: HttpRequest, name: string): string | undefined {
	const value = request.headers[name];
	return Array.isArray(value) ? value[0] : value;
}
