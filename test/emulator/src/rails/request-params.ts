import { RackParameterError } from "../rack/errors";
import { mediaType } from "../rack/media-type";
import { parseNestedQuery } from "../rack/nested-query";
import { postParams } from "../rack/request-body";
import { JsonSyntaxError, parseRubyJson } from "../ruby/json-parser";
import { decodeUtf8, isValidEncoding } from "../ruby/utf8";

/** `ActionController::BadRequest` */
export class BadRequest extends Error {
	override readonly name = "BadRequest";
}

export interface RequestParams {
	/** Rack's `GET`. */
	readonly query: Readonly<Record<string, unknown>>;
	/** Rack's `POST`: the form. */
	readonly form: Readonly<Record<string, unknown>>;
	/** What the JSON of the body says, under any method; `undefined` when the body is not called JSON. */
	readonly json: { readonly value: unknown } | undefined;
}

/**
 * What `ActionDispatch::Request#params` reads, before a route is known.
 *
 * @param originalMethod The method that was sent, before any override.
 * @throws BadRequest
 */
export function requestParams(
	originalMethod: string,
	queryString: string,
	contentType: string | undefined,
	body: Buffer,
): RequestParams {
	const isJson = mediaType(contentType) === "application/json" && body.length > 0;
	try {
		const query = parseNestedQuery(queryString, "&;");
		const form = postParams(originalMethod, contentType, body);
		assertEncoding(query);
		assertEncoding(form);
		const json = isJson ? { value: parseRubyJson(decodeUtf8(body)) } : undefined;
		return { query, form, json };
	} catch (error) {
		if (error instanceof RackParameterError || error instanceof JsonSyntaxError) throw new BadRequest();
		throw error;
	}
}

/** `ActionDispatch::Request::Utils.check_param_encoding`: every value of a query or form, however deep. */
function assertEncoding(value: unknown): void {
	if (typeof value === "string" && !isValidEncoding(value)) throw new BadRequest();
	if (typeof value === "object" && value !== null)
		for (const member of Object.values(value)) assertEncoding(member);
}
