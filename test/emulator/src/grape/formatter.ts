import { grapeError, type HttpResponse, outsideEndpoint } from "../http/response";
import { isFormData, isParseableData, mediaType } from "../rack/media-type";

const WITH_BODY = new Set(["POST", "PUT", "PATCH", "DELETE"]);

/** What Grape chooses the format of a request by. */
export interface FormatterInput {
	/** After any override … */
	readonly method: string;
	/** … and before it. */
	readonly originalMethod: string;
	readonly path: string;
	readonly contentType: string | undefined;
	readonly bodyLength: number;
	/** `format` of the query string. */
	readonly format: unknown;
}

/**
 * `Grape::Middleware::Formatter#before` (grape 2.0, middleware/formatter.rb) of an API that calls `format :json`:
 * JSON is the only content type there is.
 *
 * `negotiate_content_type`: the suffix of the path if it is one that is known, else `format` of the query.
 * `read_body_input`: a body without a type has the default format, which `format :json` does not set.
 */
export function formatterError(input: FormatterInput): HttpResponse | undefined {
	const suffixKnown = input.path.includes(".") && input.path.endsWith(".json");
	if (!suffixKnown && input.format !== undefined && input.format !== null && input.format !== "json")
		return outsideEndpoint(
			grapeError(406, `The requested format '${shown(input.format)}' is not supported.`),
		);
	const type = mediaType(input.contentType);
	if (!readsBody(input, type) || type === "application/json") return undefined;
	return outsideEndpoint(grapeError(415, `The provided content-type '${type ?? ""}' is not supported.`));
}

/** Whether Grape itself reads the body, rather than Rack, or neither. */
export function readsBody(
	input: Pick<FormatterInput, "method" | "originalMethod" | "bodyLength">,
	type: string | undefined,
): boolean {
	if (!WITH_BODY.has(input.method) || input.bodyLength === 0) return false;
	return (type === undefined || !isFormData(input.originalMethod, type)) && !isParseableData(type);
}

function shown(format: unknown): string {
	return typeof format === "string" ? format : JSON.stringify(format);
}
