import { RackParameterError } from "../rack/errors";
import { formUnescape } from "../rack/form-escapes";
import { isBlank } from "../ruby/text";
import { decodeUtf8, isValidEncoding } from "../ruby/utf8";

/** The filter does not check deeper levels. */
const MAX_DEPTH = 2;

/** `string_malformed?` of `lib/gitlab/middleware/handle_malformed_strings.rb`: a NUL, or bytes that are not UTF-8. */
function isMalformed(text: string): boolean {
	return text.includes("\0") || !isValidEncoding(text);
}

/** `malformed_path?` */
export function isMalformedPath(path: string): boolean {
	try {
		return isMalformed(formUnescape(path));
	} catch (error) {
		if (error instanceof RackParameterError) return true;
		throw error;
	}
}

/**
 * `credentials_malformed?`: the name and password of Basic, or else the whole header.
 *
 * @param authorization As Node gives it: one character for each byte.
 */
export function isMalformedCredential(authorization: string | undefined): boolean {
	if (authorization === undefined) return false;
	const basic = /^basic (.*)$/is.exec(authorization);
	const credentials =
		basic === null ? Buffer.from(authorization, "latin1") : Buffer.from(basic[1] ?? "", "base64");
	const text = decodeUtf8(credentials);
	return !isBlank(text) && isMalformed(text);
}

/** `param_has_null_byte?`: values only, three levels of them. */
export function hasMalformedValue(value: unknown, depth = 0): boolean {
	if (depth > MAX_DEPTH) return false;
	if (typeof value === "string") return isMalformed(value);
	if (typeof value !== "object" || value === null) return false;
	return Object.values(value).some((member) => hasMalformedValue(member, depth + 1));
}
