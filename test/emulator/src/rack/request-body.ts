import { isFormData, isParseableData, mediaType } from "./media-type";
import { boundaryOf, parseMultipart } from "./multipart";
import { parseNestedQuery } from "./nested-query";

/**
 * `Rack::Request#POST` of Rack 2.2: the parameters of a form. A multipart body without a boundary is read as an
 * ordinary form, as is the body of a POST without a type.
 *
 * @throws RackParameterError
 */
export function postParams(
	originalMethod: string,
	contentType: string | undefined,
	body: Buffer,
): Record<string, unknown> {
	const type = mediaType(contentType);
	if (body.length === 0 || !(isFormData(originalMethod, type) || isParseableData(type))) return {};
	const boundary = contentType === undefined ? undefined : boundaryOf(contentType);
	if (boundary !== undefined) return parseMultipart(body, boundary);
	return parseNestedQuery(body.toString("latin1").replace(/\0$/, ""), "&");
}
