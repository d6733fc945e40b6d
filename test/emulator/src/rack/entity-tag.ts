import { createHash } from "node:crypto";
import type { Answer } from "../http/answer";
import { type HttpRequest, header } from "../http/request";

/**
 * `Rack::ETag` and `Rack::ConditionalGet` of Rack 2.2, which are in Rails' default stack: a weak tag of the body,
 * and 304 to a client that has that body. Grape empties the body of a HEAD before, so that it has no tag.
 */
export function withEntityTag(request: HttpRequest, answer: Answer): Answer {
	const tagged =
		(answer.status === 200 || answer.status === 201) &&
		request.method !== "HEAD" &&
		(answer.body?.length ?? 0) > 0;
	if (!tagged) return { ...answer, headers: { "Cache-Control": "no-cache", ...answer.headers } };
	const digest = createHash("sha256")
		.update(answer.body ?? "")
		.digest("hex")
		.slice(0, 32);
	const headers: Record<string, string> = {
		ETag: `W/"${digest}"`,
		"Cache-Control": "max-age=0, private, must-revalidate",
		...answer.headers,
	};
	if (answer.status !== 200 || request.method !== "GET" || header(request, "if-none-match") !== headers.ETag)
		return { ...answer, headers };
	const { "Content-Type": _, ...rest } = headers;
	return { ...answer, status: 304, headers: rest, body: undefined };
}
