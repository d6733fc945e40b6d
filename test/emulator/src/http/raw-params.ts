import { jsonLimitExceeded } from "../gitlab/json-validation";
import { hasMalformedValue, isMalformedCredential, isMalformedPath } from "../gitlab/malformed-strings";
import { formatterError, readsBody } from "../grape/formatter";
import { mediaType } from "../rack/media-type";
import { effectiveMethod } from "../rack/method-override";
import { BadRequest, requestParams } from "../rails/request-params";
import { type HttpRequest, header } from "./request";
import { badRequest, grapeError, type HttpResponse, outsideEndpoint } from "./response";

/** Parameters before any type is applied: query, body and path merged, as Rack and Grape merge them. */
export type RawParams = Readonly<Record<string, unknown>>;

/** What the middleware before the routes makes of a request. */
export interface ReadRequest {
	/** As it is served: a POST may have requested another method. */
	readonly method: string;
	/** Query and body; what is known of them where the request is refused. */
	readonly params: RawParams;
	/** The response of a middleware before the routes. */
	readonly refusal?: HttpResponse;
	/** The response of Grape's formatter, once a route is found. */
	readonly formatError?: HttpResponse;
}

/**
 * Reads the query and the body of a request, through GitLab's middleware in its order.
 *
 * @param request With its path normalised.
 */
export function readRequest(request: HttpRequest): ReadRequest {
	const { body, query: queryString } = request;
	const contentType = header(request, "content-type");
	const tooMuch = jsonLimitExceeded(contentType, body);
	if (tooMuch !== undefined)
		return { method: request.method, params: {}, refusal: outsideEndpoint(grapeError(400, tooMuch)) };
	const method = effectiveMethod(
		request.method,
		contentType,
		body,
		header(request, "x-http-method-override"),
	);
	try {
		const { query, form, json } = requestParams(request.method, queryString, contentType, body);
		// Rails calls JSON that is no hash `_json`.
		const hash = json === undefined || isHash(json.value) ? json?.value : { _json: json.value };
		const all = { ...query, ...form, ...(hash as RawParams | undefined) };
		if (isMalformedPath(request.path) || isMalformedCredential(header(request, "authorization")))
			return { method, params: all, refusal: badRequest };
		if (Object.values(all).some((value) => hasMalformedValue(value)))
			return { method, params: all, refusal: badRequest };

		const input = {
			method,
			originalMethod: request.method,
			path: request.path,
			contentType,
			bodyLength: body.length,
			format: query.format,
		};
		const formatError = formatterError(input);
		if (formatError !== undefined) return { method, params: { ...query, ...form }, formatError };
		const readsJson = json !== undefined && isHash(json.value) && readsBody(input, mediaType(contentType));
		return { method, params: { ...query, ...form, ...(readsJson ? (json.value as RawParams) : {}) } };
	} catch (error) {
		if (error instanceof BadRequest) return { method, params: {}, refusal: badRequest };
		throw error;
	}
}

export function isHash(value: unknown): value is Record<string, unknown> {
	if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
	const prototype: unknown = Object.getPrototypeOf(value);
	return prototype === null || prototype === Object.prototype;
}
