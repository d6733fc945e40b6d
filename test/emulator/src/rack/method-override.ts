import { RackParameterError } from "./errors";
import { postParams } from "./request-body";

const METHODS = new Set(["GET", "HEAD", "PUT", "POST", "DELETE", "OPTIONS", "PATCH", "LINK", "UNLINK"]);

/**
 * `Rack::MethodOverride`, which is in Rails' default stack: a POST may request to be served as another method, with
 * the form field `_method` or, failing that, the header `X-HTTP-Method-Override`.
 */
export function effectiveMethod(
	method: string,
	contentType: string | undefined,
	body: Buffer,
	header: string | undefined,
): string {
	if (method !== "POST") return method;
	const wanted = formField(contentType, body) ?? header;
	const override = typeof wanted === "string" ? wanted.toUpperCase() : "";
	return METHODS.has(override) ? override : method;
}

function formField(contentType: string | undefined, body: Buffer): unknown {
	try {
		return postParams("POST", contentType, body)._method;
	} catch (error) {
		if (error instanceof RackParameterError) return undefined;
		throw error;
	}
}
