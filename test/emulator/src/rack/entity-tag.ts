import { createHash } from "node:crypto";
import { type HttpRequest, header } from "../http/request";
import type { HttpResponse } from "../http/response";

/**
 * `Rack::ETag` and `Rack::ConditionalGet` of Rack 2.2, which are in Rails' default stack: a weak tag of the body,
 * and 304 to a client that has that body. Grape empties the body of a HEAD before, so that it has no tag.
 */
export function withEntityTag(request: HttpRequest, response: HttpResponse): HttpResponse {
	const tagged =
		(response.status === 200 || response.status === 201) &&
		request.method !== "HEAD" &&
		(response.body?.length ?? 0) > 0;
	if (!tagged) return { ...response, headers: { "Cache-Control": "no-cache", ...response.headers } };
	const digest = createHash("sha256")
		.update(response.body ?? "")
		.digest("hex")
		.slice(0, 32);
	const headers: Record<string, string> = {
		ETag: `W/"${digest}"`,
		"Cache-Control": "max-age=0, private, must-revalidate",
		...response.headers,
	};
	if (
		response.status !== 200 ||
		request.method !== "GET" ||
		header(request, "if-none-match") !== headers.ETag
	)
		return { ...response, headers };
	const { "Content-Type": _, ...rest } = headers;
	return { ...response, status: 304, headers: rest, body: undefined };
}
