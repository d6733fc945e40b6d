import qs from "qs";
import { type Answer, badRequest, grapeError } from "./answer";
import { type HttpRequest, header } from "./request";

/** Parameters before any type is applied: query, body and path merged, as Rack and Grape merge them. */
export type RawParams = Readonly<Record<string, unknown>>;

export type ParsedParams =
	| { readonly params: RawParams }
	/** Answered before routing: the malformed-string filter. */
	| { readonly malformed: Answer }
	/** Answered after routing: a body that cannot be parsed. `query` is what is known all the same. */
	| { readonly unreadableBody: Answer; readonly query: RawParams };

const MALFORMED_JSON =
	"\nProblem:\n  message body does not match declared format\nResolution:\n" +
	"  when specifying application/json as content-type, you must pass valid application/json in the request's 'body' ";

/** NUL bytes, and what Ruby calls invalid UTF-8. */
const MALFORMED_STRING = /[\0\p{Surrogate}]/u;

class MalformedString extends Error {}

/** Reads the query and the body of a request. */
export async function parseParams(request: HttpRequest): Promise<ParsedParams> {
	try {
		decodeURIComponent(request.path);
		const query = parseForm(request.query);
		const body = await parseBody(request);
		if ("unreadableBody" in body) {
			assertWellFormed(query);
			return { ...body, query };
		}
		const params = { ...query, ...body.params };
		assertWellFormed(params);
		if (MALFORMED_STRING.test(decodeURIComponent(request.path))) return { malformed: badRequest };
		return { params };
	} catch (error) {
		if (error instanceof MalformedString || error instanceof URIError) return { malformed: badRequest };
		throw error;
	}
}

async function parseBody(
	request: HttpRequest,
): Promise<{ readonly params: RawParams } | { readonly unreadableBody: Answer }> {
	if (request.body.length === 0) return { params: {} };
	const contentType = header(request, "content-type");
	// Grape's default format is JSON, so a body without a type is read as that.
	const mediaType = contentType?.split(";")[0]?.trim().toLowerCase() ?? "application/json";
	switch (mediaType) {
		case "application/json":
			return parseJson(request.body);
		case "application/x-www-form-urlencoded":
			return { params: parseForm(decodeUtf8(request.body)) };
		case "multipart/form-data":
			return parseMultipart(request.body, contentType ?? "");
		default:
			return {
				unreadableBody: grapeError(415, `The provided content-type '${mediaType}' is not supported.`),
			};
	}
}

function parseJson(body: Buffer): { params: RawParams } | { unreadableBody: Answer } {
	const text = decodeUtf8(body);
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch {
		return { unreadableBody: grapeError(400, MALFORMED_JSON) };
	}
	// Anything but an object carries no parameters.
	return { params: isHash(value) ? value : {} };
}

/** Rails' nested parameters: `a[]=1` makes an array, `a[0]=1` and `a[b]=1` a hash, the last `a` wins. */
function parseForm(text: string): RawParams {
	return qs.parse(text, {
		arrayLimit: Number.MAX_SAFE_INTEGER,
		parameterLimit: 4096,
		depth: 32,
		duplicates: "last",
		strictNullHandling: true,
		plainObjects: true,
		decoder: (part, _default, _charset, type) => {
			const decoded = decodeURIComponent(part.replaceAll("+", " "));
			// A leading zero keeps qs from reading an index as an array, which Rails does not do.
			return type === "key" ? decoded.replace(/\[(\d+)\]/g, "[0$1]") : decoded;
		},
	});
}

async function parseMultipart(
	body: Buffer,
	contentType: string,
): Promise<{ params: RawParams } | { unreadableBody: Answer }> {
	try {
		const form = await new Response(new Uint8Array(body), {
			headers: { "Content-Type": contentType },
		}).formData();
		const pairs: [string, string][] = [];
		for (const [name, value] of form) if (typeof value === "string") pairs.push([name, value]);
		return { params: parseForm(new URLSearchParams(pairs).toString()) };
	} catch {
		return { unreadableBody: badRequest };
	}
}

function decodeUtf8(body: Buffer): string {
	try {
		return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(body);
	} catch {
		throw new MalformedString();
	}
}

/** GitLab's middleware looks three levels deep, at values only. */
function assertWellFormed(value: unknown, depth = 0): void {
	if (typeof value === "string") {
		if (MALFORMED_STRING.test(value)) throw new MalformedString();
	} else if (typeof value === "object" && value !== null && depth <= 3) {
		for (const member of Object.values(value)) assertWellFormed(member, depth + 1);
	}
}

export function isHash(value: unknown): value is Record<string, unknown> {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}
