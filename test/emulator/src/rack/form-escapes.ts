import { decodeUtf8 } from "../ruby/utf8";
import { RackParameterError } from "./errors";

/**
 * `Rack::Utils.unescape`, which is Ruby's `URI.decode_www_form_component`: `+` is a blank, and a `%` without two
 * hexadecimal digits is an error. `decodeURIComponent` would refuse bytes that are not UTF-8, which Ruby keeps.
 *
 * @param text One character for each byte.
 * @throws RackParameterError
 */
export function formUnescape(text: string): string {
	if (/%(?![0-9A-Fa-f]{2})/.test(text)) throw new RackParameterError("invalid %-encoding");
	return decodeUtf8(Buffer.from(unescapeBytes(text.replaceAll("+", " ")), "latin1"));
}

/** `Rack::Utils.unescape_path`, for paths: `+` is itself, and a `%` that escapes nothing stays. */
export function unescapePath(text: string): string {
	return decodeUtf8(Buffer.from(unescapeBytes(text), "latin1"));
}

function unescapeBytes(text: string): string {
	return text.replace(/%([0-9A-Fa-f]{2})/g, (_, digits: string) =>
		String.fromCharCode(Number.parseInt(digits, 16)),
	);
}
