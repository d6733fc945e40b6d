/** The response to the client. Without a `body`, there is no Content-Type either. */
export interface HttpResponse {
	readonly status: number;
	readonly headers: Readonly<Record<string, string>>;
	readonly body: string | Buffer | undefined;
	/** Made by a middleware or a `rescue_from`, so without the headers that `before` of `lib/api/api.rb` sets. */
	readonly outsideEndpoint?: true;
}

/** Ends the processing of a request with the given response, from any depth. */
export class Rejection extends Error {
	override readonly name = "Rejection";

	constructor(readonly response: HttpResponse) {
		super(`rejected with ${response.status}`);
	}
}

export function json(status: number, value: unknown, headers: Record<string, string> = {}): HttpResponse {
	return { status, headers: { "Content-Type": "application/json", ...headers }, body: JSON.stringify(value) };
}

export function text(status: number, body: string, headers: Record<string, string> = {}): HttpResponse {
	return { status, headers: { "Content-Type": "text/plain", ...headers }, body };
}

export function html(status: number, body: string, headers: Record<string, string> = {}): HttpResponse {
	return { status, headers: { "Content-Type": "text/html; charset=utf-8", ...headers }, body };
}

export const noContent: HttpResponse = { status: 204, headers: {}, body: undefined };

/** Grape's own errors have the key `error` … */
export function grapeError(status: number, error: string): HttpResponse {
	return json(status, { error });
}

/** … and GitLab's have the key `message`. */
export function apiError(status: number, message: unknown): HttpResponse {
	return json(status, { message });
}

export function unauthorized(): Rejection {
	return new Rejection(apiError(401, "401 Unauthorized"));
}

export function forbidden(reason?: string): Rejection {
	return new Rejection(apiError(403, reason === undefined ? "403 Forbidden" : `403 Forbidden - ${reason}`));
}

/** A resource by name: `404 Project Not Found`. */
export function notFound(resource: string): Rejection {
	return new Rejection(apiError(404, `404 ${resource} Not Found`));
}

/** ActiveRecord's `RecordNotFound`, spelled with a small f. */
export function recordNotFound(): Rejection {
	return new Rejection(outsideEndpoint(apiError(404, "404 Not found")));
}

/** An unexpected exception, such as one of the database. */
export function internalError(): Rejection {
	return new Rejection(outsideEndpoint(apiError(500, "500 Internal Server Error")));
}

export function outsideEndpoint(response: HttpResponse): HttpResponse {
	return { ...response, outsideEndpoint: true };
}

export const routeNotFound: HttpResponse = grapeError(404, "404 Not Found");

export const badRequest: HttpResponse = outsideEndpoint(text(400, "Bad Request"));
