import { mediaType } from "../rack/media-type";
import { type JsonObserver, JsonSyntaxError, parseRubyJson } from "../ruby/json-parser";
import { decodeUtf8 } from "../ruby/utf8";

const MAX_DEPTH = 32;
const MAX_MEMBERS = 50_000;
const MAX_ELEMENTS = 100_000;

class LimitExceeded extends Error {}

/**
 * The limits of `lib/gitlab/middleware/json_validation.rb` and `lib/gitlab/json/stream_validator.rb`, which are
 * before everything else that reads a body.
 *
 * JSON that cannot be parsed is left to the next middleware, except that a body which begins like a string must
 * be one.
 *
 * @returns The text of the error, or `undefined` for a body that may go on.
 */
export function jsonLimitExceeded(contentType: string | undefined, body: Buffer): string | undefined {
	if (body.length === 0 || mediaType(contentType) !== "application/json") return undefined;
	const text = decodeUtf8(body);
	try {
		parseRubyJson(text, limits());
	} catch (error) {
		if (error instanceof LimitExceeded) return error.message;
		if (!(error instanceof JsonSyntaxError)) throw error;
		if (/^[\t\n\v\f\r ]*"/.test(text)) return "Invalid JSON format";
	}
	return undefined;
}

function limits(): JsonObserver {
	let elements = 0;
	const count = () => {
		elements += 1;
		if (elements >= MAX_ELEMENTS) throw new LimitExceeded("Too many total parameters");
	};
	return {
		opened: (depth) => {
			if (depth >= MAX_DEPTH) throw new LimitExceeded("Parameters nested too deeply");
		},
		element: (index) => {
			count();
			if (index >= MAX_MEMBERS) throw new LimitExceeded("Array parameter too large");
		},
		key: count,
		member: (index) => {
			count();
			if (index >= MAX_MEMBERS) throw new LimitExceeded("Hash parameter too large");
		},
	};
}
